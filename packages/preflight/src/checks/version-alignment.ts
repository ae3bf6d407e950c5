import { eq, valid } from '@renovatebot/pep440';
import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import {
  type Found,
  type VersionCarrier,
  type VersionSettings,
  editTo,
  findCarriers,
  isPlaceholder,
} from '../versions';

const FIX =
  'Write the same version into each place, or say it in one and let the others take it from there.';

export const versionAlignment: Check<VersionSettings> = {
  id: 'version-alignment',
  stage: 'source',
  title: 'The version is the same everywhere',
  why: 'A program that reports another version than its package cannot be supported, and cannot be recalled.',
  fix: FIX,
  settings: {
    properties: {
      carriers: {
        description:
          "More places that say the version: 'file' (YAML, JSON or TOML) and 'key', with dots or as a list of keys.",
        type: 'array',
        items: {
          type: 'object',
          properties: {
            file: { type: 'string', minLength: 1 },
            key: {
              anyOf: [
                { type: 'string', minLength: 1 },
                { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
              ],
            },
          },
          required: ['file', 'key'],
          additionalProperties: false,
        },
        default: [],
      },
      dockerfile: {
        description: 'The Dockerfile whose labels and arguments may say the version.',
        type: 'string',
        default: 'Dockerfile',
      },
      changelog: {
        description:
          "The changelog, in Markdown or reStructuredText; '' looks for it by its usual names.",
        type: 'string',
        default: '',
      },
      placeholders: {
        description:
          'Texts that stand for a version until the build writes it, beside 0.0.0, {{version}} and their like.',
        type: 'array',
        items: { type: 'string' },
        default: [],
      },
    },
  },
  run: async ({ files, settings }) => {
    const found = await findCarriers(files, settings);
    return judge(sorted(found, settings), files);
  },
};

interface Sorted extends Pick<Found, 'derived' | 'unreadable'> {
  /** What the others are measured by; undefined when nothing says a version. */
  reference: VersionCarrier | undefined;
  same: readonly VersionCarrier[];
  wrong: readonly VersionCarrier[];
  open: readonly VersionCarrier[];
  placeholders: readonly VersionCarrier[];
}

function sorted({ carriers, derived, unreadable }: Found, settings: VersionSettings): Sorted {
  const isFilledIn = ({ value }: VersionCarrier) =>
    value.kind === 'text' && isPlaceholder(value.text, settings.placeholders);
  const texts = carriers.filter((one) => one.value.kind === 'text' && !isFilledIn(one));
  const [reference] = texts;
  const isSame = (one: VersionCarrier) => agree(textOf(one), textOf(reference));
  return {
    ...{ derived, unreadable, reference },
    same: texts.filter(isSame),
    wrong: carriers.filter(
      (one) => one.value.kind === 'missing' || (texts.includes(one) && !isSame(one)),
    ),
    open: carriers.filter(({ value }) => value.kind === 'unverified'),
    placeholders: carriers.filter(isFilledIn),
  };
}

const textOf = (carrier: VersionCarrier | undefined): string =>
  carrier?.value.kind === 'text' ? carrier.value.text : '';

/** As PEP 440 compares: 1.0 is 1.0.0, and 1.0-rc.1 is 1.0rc1. What is no version agrees with nothing. */
const agree = (a: string, b: string): boolean => valid(a) !== null && valid(b) !== null && eq(a, b);

function judge(found: Sorted, files: ProjectFiles): Outcome {
  const { reference, wrong, open, placeholders, derived, unreadable } = found;
  const version = textOf(reference);
  const told = (some: readonly VersionCarrier[]) =>
    some.map((one) => problemOf(one, reference, files));
  const doubts = [...unreadable, ...told(open)];
  if (wrong.length > 0) return fail(contradiction(reference), FIX, [...told(wrong), ...doubts]);
  if (doubts.length > 0) {
    return unverified('Not every version can be told without running the product.', doubts);
  }
  const source = derived === undefined ? undefined : `'${derived}' takes it from git`;
  if (reference !== undefined) {
    const same = `${version} in ${found.same.map(where).join(' and ')}`;
    return pass([same, ...[source ?? []].flat(), ...filledIn(placeholders)].join('; '));
  }
  if (source !== undefined) return skip(`No file says the version: ${source}.`);
  return placeholders.length > 0
    ? skip(`Every version is written in by the build: ${filledIn(placeholders).join('')}.`)
    : skip('Nothing here says a version.');
}

function contradiction(reference: VersionCarrier | undefined): string {
  if (reference === undefined) return 'What should say the version does not.';
  const version = textOf(reference);
  return valid(version) === null
    ? `The version '${version}' of ${where(reference)} is none.`
    : `Not every place says '${version}', as ${where(reference)} does.`;
}

const filledIn = (placeholders: readonly VersionCarrier[]): string[] =>
  placeholders.length === 0 ? [] : [`a placeholder in ${placeholders.map(where).join(' and ')}`];

const where = ({ place: { file, line } }: VersionCarrier): string =>
  line === undefined ? file : `${file}:${line}`;

function problemOf(
  carrier: VersionCarrier,
  reference: VersionCarrier | undefined,
  files: ProjectFiles,
): Problem {
  const { place, value } = carrier;
  if (value.kind !== 'text') return { ...place, message: value.because };
  const fix =
    valid(textOf(reference)) === null ? undefined : editTo(textOf(reference), carrier, files);
  const isVersion = valid(value.text) !== null;
  return {
    ...place,
    message: isVersion
      ? `It is '${value.text}'.`
      : `It is '${value.text}', which is no version (PEP 440).`,
    ...(fix === undefined ? {} : { fix }),
  };
}

// No engine's flag gives another name to an image in all engines, so the Dockerfile is rewritten: the same lines with
// other names in them, and whatever an engine says of a line is true of the original.
import { type Problem, UserError } from '@flightline/core/errors';
import type { Base, Dockerfile, Instruction, Stage } from '@flightline/core/readers/dockerfile';

/**
 * What takes the place of what: a registry (`docker.io`), a part of one (`docker.io/library`) or an image
 * (`python:3.12`), as `prefix` and `location` of containers-registries.conf(5).
 */
export type Mirrors = Readonly<Record<string, string>>;

const REGISTRY = /^(?:[^:]*\.[^:]*|localhost)(?::\d+)?$/;
const NAME =
  /^[a-z0-9][\w.-]*(?::\d+)?(?:\/[a-z0-9][\w.-]*)*(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$/i;

export function mirrorProblems(mirrors: Mirrors): Problem[] {
  return Object.entries(mirrors).flatMap(([name, mirror]) =>
    [name, mirror]
      .filter((one) => !NAME.test(one))
      .map((one) => ({
        key: `mirrors.${name}`,
        message: `'${one}' is neither a registry nor the name of an image.`,
      })),
  );
}

/** The name under which an image stands in a mirror; undefined when no mirror is for it. The longest one wins. */
export function mirrored(image: string, mirrors: Mirrors): string | undefined {
  const whole = wholeName(image);
  const [best] = Object.entries(mirrors)
    .map(([name, mirror]) => ({ prefix: REGISTRY.test(name) ? name : wholeName(name), mirror }))
    .filter(
      ({ prefix }) => whole.startsWith(prefix) && /^(?:$|[/:@])/.test(whole.slice(prefix.length)),
    )
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return best && `${best.mirror}${whole.slice(best.prefix.length)}`;
}

/** With its registry, as docker completes it. */
function wholeName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`;
}

/**
 * The Dockerfile with the names of mirrors, line by line. Raises FILE_UNREADABLE for a name that does not stand in
 * one line.
 */
export function withMirrors(text: string, dockerfile: Dockerfile, mirrors: Mirrors): string {
  const lines = text.split('\n');
  const problems: Problem[] = [];
  // From the end of a line to its start, so that no place moves before its turn.
  const places = dockerfile.stages.flatMap(placesOf).sort((a, b) => b.column - a.column);
  for (const { line, column, before, written, image } of places) {
    const mirror = mirrored(image, mirrors);
    if (mirror === undefined) continue;
    const current = lines[line - 1] ?? '';
    const at = current.indexOf(`${before}${written}`, column - 1);
    if (at === -1) problems.push({ file: dockerfile.file, line, message: broken(image) });
    const end = at + before.length;
    lines[line - 1] = current.slice(0, end) + mirror + current.slice(end + written.length);
  }
  if (problems.length === 0) return lines.join('\n');
  throw new UserError(
    'FILE_UNREADABLE',
    `'${dockerfile.file}' cannot be given the names of mirrors.`,
    'Write each name of an image into one line.',
    { problems },
  );
}

const broken = (image: string) => `The name '${image}' is spread over lines.`;

/** Where the name of an image stands, and how: behind `before`, at or after a column. */
interface Place {
  line: number;
  column: number;
  before: '' | 'from=';
  written: string;
  image: string;
}

function placesOf({ base, from, sources }: Stage): Place[] {
  const [word] = from.words;
  const named = new Map<Instruction, Base[]>();
  for (const source of sources)
    named.set(source.instruction, [...(named.get(source.instruction) ?? []), source.base]);
  return [
    ...(word && base.kind === 'image'
      ? [
          {
            line: word.line,
            column: word.column,
            before: '' as const,
            written: word.text,
            image: base.image,
          },
        ]
      : []),
    ...[...named].flatMap(([instruction, bases]) =>
      sourceFlags(instruction).flatMap(({ line, column, written }, at) => {
        const source = bases[at];
        return source?.kind === 'image'
          ? [{ line, column, before: 'from=' as const, written, image: source.image }]
          : [];
      }),
    ),
  ];
}

/** The flags that name what `sources` of a stage are, in their order. */
function sourceFlags({ flags }: Instruction): { line: number; column: number; written: string }[] {
  return flags
    .map(({ name, value = '', fields, line, column }) => ({
      ...{ line, column },
      written: name === 'from' ? value : (name === 'mount' && fields.get('from')) || '',
    }))
    .filter(({ written }) => written !== '');
}

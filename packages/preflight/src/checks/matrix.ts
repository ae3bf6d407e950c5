import { type Check, type Outcome, fail, pass, skip, unverified } from '@flightline/core/check';
import { FlightlineError, type Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import { type Reference, differences } from '../matrix/compare';
import { documentListings } from '../matrix/documents';
import type { Listing } from '../matrix/mention';
import { referenceOf } from '../matrix/reference';
import { scriptListing } from '../matrix/scripts';
import { workflowListings } from '../matrix/workflows';

interface Settings {
  readonly scripts: readonly string[];
  readonly documents: readonly string[];
  readonly workflows: readonly string[];
  readonly whole: readonly string[];
}

export const matrix: Check<Settings> = {
  id: 'matrix',
  stage: 'source',
  title: 'Scripts, documents and workflows name the machines of the matrix',
  why: 'A machine that one list lacks is not tested by those who go by that list, and nobody notices.',
  fix: 'Add the machine where it is missing, or take it away where it is no more.',
  settings: {
    properties: {
      scripts: globs('Shell scripts that may start machines.', [
        '*.sh',
        '{ci,scripts,tests,tools,vms}/**/*.sh',
      ]),
      documents: globs('Markdown documents that may name machines.', ['*.md', 'docs/**/*.md']),
      workflows: globs('Workflows of GitHub Actions.', ['.github/workflows/*.{yml,yaml}']),
      whole: globs(
        'Files of which each has to name the whole matrix. Without it a list that has more than half of the matrix is taken for one of all of it.',
        [],
      ),
    },
  },
  run: async ({ boxes, files, settings }) => {
    const reference = referenceOf(boxes, files);
    if (reference.machines.length === 0) return skip('There are no boxes.');
    const sources = (
      await Promise.all(SOURCES.map((source) => readAll(source, files, settings)))
    ).flat();
    return judge(sources, reference, new Set(files.find(...settings.whole)));
  },
};

function globs(description: string, value: readonly string[]) {
  return { description, type: 'array', items: { type: 'string' }, default: value };
}

/** A file that was looked at for names of machines. */
interface Source {
  /** Relative to the release project. */
  readonly path: string;
  readonly file: string;
  readonly listings: readonly Listing[];
  /** Why it could not be read. */
  readonly unread: readonly Problem[];
}

type Read = (text: string, file: string, path: string, files: ProjectFiles) => Promise<Listing[]>;

/** Where machines are named. A new kind of file: one line here. */
const SOURCES: readonly (readonly [keyof Settings, Read])[] = [
  [
    'scripts',
    async (text, file, path, files) => {
      const host = { read: (other: string) => readIfThere(other, files) };
      const found = await scriptListing(text, path, 'The script', host);
      return found === undefined ? [] : [named(found, files)];
    },
  ],
  ['documents', documentListings],
  ['workflows', workflowListings],
];

/** A script is read by paths of the release project, which messages do not use. */
function named(listing: Listing, files: ProjectFiles): Listing {
  return {
    ...listing,
    mentions: listing.mentions.map(({ name, place }) => ({
      name,
      place: { ...place, file: files.name(place.file) },
    })),
    unknown: listing.unknown.map((one) =>
      one.file === undefined ? one : { ...one, file: files.name(one.file) },
    ),
  };
}

const readIfThere = (path: string, files: ProjectFiles): string | undefined =>
  files.kind(path) === 'file' ? files.text(path) : undefined;

async function readAll(
  [key, read]: (typeof SOURCES)[number],
  files: ProjectFiles,
  settings: Settings,
): Promise<Source[]> {
  return Promise.all(
    files.find(...settings[key]).map(async (path) => {
      const file = files.name(path);
      try {
        const listings = await read(files.text(path), file, path, files);
        return { path, file, listings, unread: [] };
      } catch (error) {
        if (!(error instanceof FlightlineError)) throw error;
        return { path, file, listings: [], unread: error.problems };
      }
    }),
  );
}

function judge(
  sources: readonly Source[],
  reference: Reference,
  whole: ReadonlySet<string>,
): Outcome {
  const problems = sources.flatMap((source) => problemsOf(source, reference, whole));
  const unknown = sources.flatMap(({ listings, unread }) => [
    ...unread,
    ...listings.flatMap((listing) => listing.unknown),
  ]);
  const names = reference.machines.map(([name]) => name).join(', ');
  if (problems.length > 0) {
    return fail('The machines are not the same everywhere.', `The matrix is: ${names}.`, [
      ...problems,
      ...unknown,
    ]);
  }
  if (unknown.length > 0)
    return unverified('Not all names of machines could be found out.', unknown);
  const told = sources.filter(({ listings }) =>
    listings.some(({ mentions }) => mentions.length > 0),
  );
  return pass([names, ...told.map(({ file }) => file)].join(' · '));
}

function problemsOf(
  { path, file, listings }: Source,
  reference: Reference,
  whole: ReadonlySet<string>,
): Problem[] {
  if (!whole.has(path)) {
    return listings.flatMap((listing) => differences(listing, reference, false));
  }
  // One of its lists has to be whole; the others may be examples.
  const isWhole = (listing: Listing) => differences(listing, reference, true).length === 0;
  if (listings.some(isWhole)) return listings.flatMap((one) => differences(one, reference, false));
  const [best] = [...listings].sort((a, b) => b.mentions.length - a.mentions.length);
  if (best === undefined) return [{ file, message: 'It names no machine.' }];
  return differences(best, reference, true);
}

import { posix } from 'node:path';
import { type Check, type Outcome, fail, pass, unverified } from '@flightline/core/check';
import { FlightlineError, type Problem } from '@flightline/core/errors';
import { type ProjectFiles, matcher } from '@flightline/core/files';
import { type Reference, referencesIn } from './build-references';
import { removalOf } from './remove-reference';

interface Settings {
  /** Relative to the release project. */
  forbidden: readonly string[];
  searched: readonly string[];
  history: readonly string[];
}

const globs = (description: string, defaults: readonly string[]) => ({
  ...{ description, type: 'array', items: { type: 'string' }, default: defaults },
});

export const soleBuildConfig: Check<Settings> = {
  id: 'sole-build-config',
  stage: 'source',
  title: 'No second build configuration is there or spoken of',
  why: 'Of two ways to build one is not tested, and a document that names the old one sends people there.',
  fix: 'Remove the file, and let what speaks of it speak of the configuration that is used.',
  settings: {
    properties: {
      forbidden: globs('Files that must not be there, relative to the release project.', [
        'setup.py',
        'Dockerfile.rocky',
      ]),
      searched: globs('Globs of files that must not speak of them.', [
        '**/*.{md,rst,adoc,txt,in,toml,cfg,ini,yml,yaml,json}',
        '**/*.{py,rb,sh,bash,ps1,bat,cmd,mk,Dockerfile}',
        '**/{Makefile,Dockerfile,Containerfile,Jenkinsfile,Vagrantfile,justfile}',
        '**/{Makefile,Dockerfile,Containerfile}.*',
        '**/{.dockerignore,.gitignore,.gitattributes,CODEOWNERS}',
      ]),
      history: globs('Globs of files that may tell of what once was.', [
        '**/{CHANGELOG,CHANGES,HISTORY,NEWS,RELEASE_NOTES}{,.*}',
        '**/*POSTMORTEM*',
        '**/{incidents,postmortems}/**',
      ]),
    },
  },
  run: ({ files, settings }) => {
    const { searched, history, forbidden } = settings;
    const existing = forbidden
      .filter((path) => files.kind(path) !== 'missing')
      .map((path) => ({ file: files.name(path), message: 'It is there.' }));
    const isHistory = matcher(history);
    const paths = files.find(...searched).filter((path) => !isHistory(path));
    const looks = paths.map((path) => lookAt(path, files, forbidden));
    return Promise.resolve(
      judge(
        [...existing, ...looks.flatMap(({ found }) => found)],
        looks.flatMap(({ open }) => open),
        `${forbidden.join(', ')} in none of ${paths.length} files`,
      ),
    );
  },
};

function judge(found: readonly Problem[], open: readonly Problem[], detail: string): Outcome {
  const { fix } = soleBuildConfig;
  if (found.length > 0) {
    return fail('There is more than one build configuration, or it is spoken of.', fix, found);
  }
  return open.length > 0 ? unverified('Some files could not be searched.', open) : pass(detail);
}

interface Look {
  found: readonly Problem[];
  /** What could not be read. */
  open: readonly Problem[];
}

function lookAt(path: string, files: ProjectFiles, targets: readonly string[]): Look {
  try {
    const text = textOf(path, files, targets);
    const folder = posix.dirname(path);
    const references = text === undefined ? [] : referencesIn(text, { folder, targets });
    const own = path === 'project.json' ? ownSettings(text ?? '') : () => false;
    const found = references.filter((one) => !own(one)).map((one) => problemOf(one, path, files));
    return { found, open: [] };
  } catch (error) {
    if (error instanceof FlightlineError) return { found: [], open: error.problems };
    throw error;
  }
}

/** The text when there is any need to look at it, in the encoding in which it names one of the files. */
function textOf(path: string, files: ProjectFiles, targets: readonly string[]): string | undefined {
  const bytes = files.bytes(path);
  const encoding = ENCODINGS.find(({ encode }) =>
    targets.some((target) => bytes.includes(encode(posix.basename(target)))),
  );
  return encoding === undefined ? undefined : new TextDecoder(encoding.name).decode(bytes);
}

/** The names are plain letters, so the first stands for whatever has those as single bytes. */
const ENCODINGS: readonly { name: string; encode: (text: string) => Buffer }[] = [
  { name: 'utf-8', encode: (text) => Buffer.from(text) },
  { name: 'utf-16le', encode: (text) => Buffer.from(text, 'utf16le') },
  { name: 'utf-16be', encode: (text) => Buffer.from(text, 'utf16le').swap16() },
];

/** A list of forbidden files in the options of preflight speaks of them, too. */
function ownSettings(text: string): (reference: Reference) => boolean {
  const at = text.indexOf(`"${soleBuildConfig.id}"`);
  if (at === -1) return () => false;
  const first = text.slice(0, at).split('\n').length;
  const last = first + text.slice(at, text.indexOf('}', at)).split('\n').length - 1;
  return ({ line }) => line >= first && line <= last;
}

function problemOf(reference: Reference, path: string, files: ProjectFiles): Problem {
  const { line, column, target } = reference;
  const file = files.name(path);
  const fix = removalOf(reference, path, file);
  return {
    ...{ file, line, column, message: `It speaks of '${target}'.` },
    ...(fix === undefined ? {} : { fix: [fix] }),
  };
}

// What a user asks of the matrix generator, completed with what was asked before.
import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type Release, findRelease } from '../box-project';
import { type Answer, type Import, type Takeover, rememberedImports } from '../import/import';
import type { Workspace } from '../workspace';
import { type Arguments, readArguments } from './arguments';
import type { MatrixGeneratorSchema } from './schema';

export interface MatrixRequest {
  release: Release;
  wanted: Takeover;
  /** Machines that this run gives answers for; those of earlier runs are in `wanted`, too. */
  answered: readonly string[];
}

/** Where a Vagrantfile is looked for when none is named, relative to the release project. */
const USUAL_PLACES = ['Vagrantfile', 'vms/Vagrantfile'];

/** Raises OPTIONS_INVALID with all that is wrong with the options. */
export function readRequest(workspace: Workspace, options: MatrixGeneratorSchema): MatrixRequest {
  const release = findRelease(workspace, options.release);
  const given = readArguments(options.env, options.set);
  const remembered = rememberedImports(workspace.json(posix.join(release.root, 'project.json')));
  const path = vagrantfilePath(workspace, release, options, remembered);
  rejectProblems(
    'OPTIONS_INVALID',
    'These options name no machines to make boxes of.',
    'Run the generator again with other options. Nothing was written.',
    [...release.problems, ...given.problems, ...pathProblems(workspace, release, path)],
  );
  const vagrantfile = posix.relative(release.root, path);
  const before = remembered.find((one) => one.vagrantfile === vagrantfile);
  const moved =
    before === undefined ? movedImport(workspace, release, remembered, path) : undefined;
  return {
    release,
    wanted: {
      vagrantfile,
      ...completed(before ?? moved, options, given),
      ...(moved !== undefined && { replaces: moved.vagrantfile }),
    },
    answered: Object.keys(given.answers),
  };
}

/** The import whose Vagrantfile is gone, so that a file nobody remembers is taken for it; rather one of its name. */
function movedImport(
  { text }: Workspace,
  { root }: Release,
  remembered: readonly Import[],
  path: string,
): Import | undefined {
  const gone = remembered.filter(
    ({ vagrantfile }) => text(posix.join(root, vagrantfile)) === undefined,
  );
  return (
    gone.find(({ vagrantfile }) => posix.basename(vagrantfile) === posix.basename(path)) ?? gone[0]
  );
}

function vagrantfilePath(
  { text }: Workspace,
  { root }: Release,
  { vagrantfile = '' }: MatrixGeneratorSchema,
  remembered: readonly Import[],
): string {
  if (vagrantfile !== '') return posix.normalize(vagrantfile);
  const places = [...remembered.map((one) => one.vagrantfile), ...USUAL_PLACES].map((place) =>
    posix.join(root, place),
  );
  return places.find((place) => text(place) !== undefined) ?? places[0] ?? USUAL_PLACES[0] ?? '';
}

function pathProblems({ text }: Workspace, { root, problems }: Release, path: string): Problem[] {
  if (problems.length > 0) return [];
  const outside = path.startsWith('/') || path.startsWith('..');
  if (outside)
    return [{ key: 'vagrantfile', message: `'${path}' is no file inside the workspace.` }];
  if (text(path) !== undefined) return [];
  const places = USUAL_PLACES.map((place) => `'${posix.join(root, place)}'`).join(' and ');
  return [
    {
      key: 'vagrantfile',
      message: `There is no file '${path}'.`,
      hint: `Without --vagrantfile, ${places} are looked at.`,
    },
  ];
}

function completed(
  before: Import | undefined,
  { driver = before?.driver ?? 'vagrant', provider, machines }: MatrixGeneratorSchema,
  given: Arguments,
): Omit<Import, 'vagrantfile'> {
  const env = { ...before?.env, ...given.env };
  const answers = mergedAnswers(before?.answers, given.answers);
  const optional = {
    provider: provider === undefined || provider === '' ? before?.provider : provider,
    machines: (machines ?? before?.machines)?.includes('*')
      ? undefined
      : (machines ?? before?.machines),
    env: Object.keys(env).length > 0 ? env : undefined,
    answers: Object.keys(answers).length > 0 ? answers : undefined,
  };
  return {
    driver,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

function mergedAnswers(
  before: Readonly<Record<string, Answer>> = {},
  now: Readonly<Record<string, Answer>>,
): Record<string, Answer> {
  const machines = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return Object.fromEntries(machines.map((name) => [name, { ...before[name], ...now[name] }]));
}

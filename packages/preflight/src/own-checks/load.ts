// Checks of a release project's own stand in a TypeScript or JavaScript file of it, which is run: it is a part of the
// workspace's configuration, like its generators, and no part of the product.
import { join, relative, sep } from 'node:path';
import { type Check, type Outcome, unverified } from '@flightline/core/check';
import { FlightlineError, type Problem, UserError } from '@flightline/core/errors';
import type { FilesRecord, ProjectFiles } from '@flightline/core/files';
import '../index';
import { problemsOfChecks } from './problems';

export interface OwnChecks {
  checks: readonly Check[];
  /** The file and what it imports of the release project; packages that it imports are not followed. */
  looked: FilesRecord;
}

interface Place {
  files: ProjectFiles;
  /** Absolute. */
  releaseRoot: string;
}

/** Where checks of one's own stand when nothing else is said, relative to the release project. */
export const OWN_CHECKS = 'flightline.checks.ts';

/**
 * The checks that a file exports by default, none where there is no file. Raises CHECKS_INVALID with all that is wrong.
 * @param known what their ids must not be
 */
export async function loadOwnChecks(
  path: string,
  known: readonly Check[],
  { files, releaseRoot }: Place,
): Promise<OwnChecks> {
  const asked: FilesRecord = { patterns: [], files: [path] };
  if (files.kind(path) === 'missing') return { checks: [], looked: asked };
  // For its refusals: a link, or a file that git ignores, is nothing that Nx follows.
  files.bytes(path);
  const name = files.name(path);
  const { found, imported } = await run(join(releaseRoot, path), name);
  const problems = problemsOfChecks(found, known);
  if (problems.length > 0)
    throw invalid(
      name,
      problems.map((one) => ({ file: name, ...one })),
    );
  const inside = imported
    .filter((file) => file.startsWith(releaseRoot + sep))
    .map((file) => relative(releaseRoot, file).split(sep).join('/'));
  return {
    checks: (found as readonly Check[]).map((check) => guarded(check, name)),
    looked: { patterns: [], files: [...new Set([path, ...inside])] },
  };
}

/**
 * From beside `src` and `dist` alike: a workspace's check gets the functions of this very version. It finds them in
 * Node's cache of modules, where the import above puts them.
 */
const OWN_ENTRY = join(__dirname, '..', 'index');

async function run(path: string, name: string): Promise<{ found: unknown; imported: string[] }> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(__filename, {
    fsCache: false,
    moduleCache: true,
    alias: { '@flightline/preflight': OWN_ENTRY },
  });
  const before = new Set(Object.keys(jiti.cache));
  try {
    const found: unknown = await jiti.import(path, { default: true });
    const imported = Object.keys(jiti.cache).filter(
      (file) => !before.has(file) && !file.includes(`${sep}node_modules${sep}`),
    );
    // A process that lives longer, such as Nx's daemon, has to see the next edit.
    for (const file of imported) Reflect.deleteProperty(jiti.cache, file);
    return { found, imported };
  } catch (error) {
    throw invalid(name, [{ file: name, message: `It cannot be run: ${(error as Error).message}` }]);
  }
}

const invalid = (name: string, problems: readonly Problem[]): UserError =>
  new UserError('CHECKS_INVALID', `The checks in '${name}' cannot be used.`, 'Correct them.', {
    problems,
  });

/** Its own mistakes are none of Flightline's: what it was asked stays open. */
function guarded(check: Check, name: string): Check {
  return {
    ...check,
    run: async (context): Promise<Outcome> => {
      try {
        return await check.run(context);
      } catch (error) {
        if (error instanceof FlightlineError) throw error;
        const message = `It failed: ${(error as Error).message}`;
        return unverified(`The check itself in '${name}' is broken.`, [{ file: name, message }]);
      }
    },
  };
}

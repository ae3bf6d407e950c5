import type { SettingsSchema } from '@flightline/core/check';
import { type ProjectFiles, matchesGlob } from '@flightline/core/files';
import { type ModuleStarts, readProcessStarts } from '@flightline/core/readers/python-starts';

/** What a check of environments can be told. */
export interface EnvironmentSettings {
  sanitiser: string;
  except: readonly string[];
  entryPoints: readonly string[];
}

const globs = (description: string, value: readonly string[]) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
  default: value,
});

export const ENVIRONMENT_SETTINGS: SettingsSchema = {
  properties: {
    sanitiser: {
      type: 'string',
      minLength: 1,
      pattern: '^[A-Za-z_]\\w*$',
      description: 'Name of the function that makes clean environments.',
      default: 'get_clean_env',
    },
    except: globs('Python files that are no part of the program, as globs.', [
      ...['tests/**', '**/tests/**', '**/test_*.py', '**/conftest.py', 'docs/**', 'vms/**'],
      ...['setup.py', 'noxfile.py'],
    ]),
    entryPoints: globs('Files that run before all others, as globs.', ['**/__main__.py']),
  },
};

/** The process starts of the Python code of a release project, file by file. */
export async function startsOf(
  files: ProjectFiles,
  { sanitiser, except, entryPoints }: EnvironmentSettings,
): Promise<ModuleStarts[]> {
  const isAny = (path: string, patterns: readonly string[]) =>
    patterns.some((glob) => matchesGlob(path, glob));
  const paths = files.find('**/*.py').filter((path) => !isAny(path, except));
  const sources = paths.map((path) => ({ file: files.name(path), text: files.text(path) }));
  const first = paths.filter((path) => isAny(path, entryPoints)).map((path) => files.name(path));
  return readProcessStarts(sources, { sanitiser, entryPoints: first });
}

/** Whether a project has the function, and every start gets its environment from it. */
export const isClean = (modules: readonly ModuleStarts[]): boolean =>
  modules.some(({ sanitisers }) => sanitisers.length > 0) &&
  modules.every(
    ({ syntaxError, starts, sanitisers }) =>
      syntaxError === undefined &&
      starts.every(({ verdict }) => verdict.kind === 'clean') &&
      sanitisers.every(({ flaws }) => flaws.length === 0),
  );

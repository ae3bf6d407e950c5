import { posix } from 'node:path';
import type { SettingsSchema } from '@flightline/core/check';
import { type ProjectFiles, matcher } from '@flightline/core/files';

/** Which files a product needs beside its code. */
export interface DataSettings {
  data: readonly string[];
  except: readonly string[];
}

const FOLDERS = ['templates', 'frontend', 'static', 'assets', 'locale', 'migrations'];
const DEFAULT_DATA = [...FOLDERS.map((name) => `**/${name}/**`), '**/py.typed'];

const globs = (description: string, value: readonly string[]) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
  default: value,
});

export const DATA_SETTINGS: SettingsSchema = {
  properties: {
    data: globs(
      'Files that have to be in what is shipped, as globs. A glob of your own has to mean at least one file.',
      DEFAULT_DATA,
    ),
    except: globs('Files of these that may be missing, as globs.', [
      ...['**/*.md', '**/*.rst', '**/.*', '**/*.py', 'tests/**', '**/tests/**', 'test/**'],
      ...['docs/**', 'examples/**', 'vms/**', '**/node_modules/**'],
    ]),
  },
};

export interface RequiredData {
  /** Relative to the project, sorted. */
  paths: readonly string[];
  /** Globs that mean no file of the project. */
  vain: readonly string[];
}

/** Of a folder with a package.json only what is built of it is shipped, so by default nothing in it is required. */
export function requiredData(files: ProjectFiles, { data, except }: DataSettings): RequiredData {
  const sources = data.some((glob) => DEFAULT_DATA.includes(glob))
    ? files.find('**/package.json').map((path) => posix.dirname(path))
    : [];
  const isExcepted = matcher(except);
  const isSource = (path: string) => sources.some((folder) => path.startsWith(`${folder}/`));
  const found = data.map((glob) => {
    const isDefault = DEFAULT_DATA.includes(glob);
    const paths = files
      .find(glob)
      .filter((path) => !isExcepted(path) && !(isDefault && isSource(path)));
    return { glob, isVain: paths.length === 0 && !isDefault, paths };
  });
  return {
    paths: [...new Set(found.flatMap(({ paths }) => paths))].sort(),
    vain: found.filter(({ isVain }) => isVain).map(({ glob }) => glob),
  };
}

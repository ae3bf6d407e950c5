import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing';
import fixtures from './ignored.fixtures.json';
import { openProjectFiles } from '.';

interface Case {
  /** Texts of the ignore files by their path. */
  ignore: Readonly<Record<string, string | undefined>>;
  hidden: readonly string[];
}

// What Nx and git really did with these files: e2e/src/ignored.long.ts asks them again.
it.each((fixtures.cases as Case[]).map(({ ignore, hidden }) => [ignore, hidden] as const))(
  'hides of %j what Nx does',
  (ignore, hidden) => {
    const { path, remove } = temporaryFolder();
    for (const file of fixtures.files) put(join(path, file), 'x');
    for (const [file, text = ''] of Object.entries(ignore)) put(join(path, file), text);
    const shown = new Set(openProjectFiles(path, path).find('**'));
    remove();
    expect(fixtures.files.filter((file) => !shown.has(file)).sort()).toEqual(hidden);
  },
);

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

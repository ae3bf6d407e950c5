// budget: 1 min, beside others
// What git and Nx leave out, asked of both: the fixtures of core's view of a project hold what they did.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Argv,
  type Runner,
  createRunner,
  describeEnding,
  succeeded,
} from '@flightline/core/process';
import { cases, files } from '../../packages/core/src/files/ignored.fixtures.json';
import { describeWith } from './tools';
import { REPOSITORY } from './workspace';

interface Case {
  ignore: Readonly<Record<string, string | undefined>>;
  hidden: readonly string[];
  /** Where git does not do as Nx does. */
  hiddenFromGit?: readonly string[];
}

interface FileMap {
  fileMap: { nonProjectFiles: { file: string }[] };
}

const ALL = (cases as Case[]).map((one, index) => ({ ...one, folder: `case${index}` }));

describeWith('what is ignored', [{ command: 'git', package: 'git' }], () => {
  const root = mkdtempSync(join(tmpdir(), 'flightline-ignored-'));
  let runner: Runner;
  let [git, nx] = [new Set<string>(), new Set<string>()];

  const demand = async (argv: Argv) => {
    const env = { NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: undefined };
    const result = await runner.run(argv, { cwd: root, env, timeout: 60_000 });
    if (!succeeded(result))
      throw new Error(`'${argv.join(' ')}' ${describeEnding(result)}: ${result.stderr}`);
    return result.stdout;
  };
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeAll(async () => {
    runner = await createRunner();
    put('nx.json', '{ "analytics": false, "neverConnectToCloud": true }');
    put('package.json', '{ "name": "ignored", "private": true }');
    put('.gitignore', 'node_modules\n.nx\n');
    symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
    for (const { folder, ignore } of ALL) {
      for (const file of files) put(join(folder, file), 'x');
      for (const [file, text = ''] of Object.entries(ignore)) put(join(folder, file), text);
    }
    await demand(['git', 'init', '--quiet']);
    git = new Set(
      (await demand(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])).split(
        '\0',
      ),
    );
    await demand([
      process.execPath,
      join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'),
      'show',
      'projects',
    ]);
    const { fileMap } = JSON.parse(
      readFileSync(join(root, '.nx/workspace-data/file-map.json'), 'utf8'),
    ) as FileMap;
    nx = new Set(fileMap.nonProjectFiles.map(({ file }) => file));
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const hiddenFrom = (shown: ReadonlySet<string>, folder: string) =>
    files.filter((file) => !shown.has(`${folder}/${file}`)).sort();

  it.each(ALL)('of $ignore', ({ folder, hidden, hiddenFromGit = hidden }) => {
    expect(hiddenFrom(nx, folder)).toEqual(hidden);
    expect(hiddenFrom(git, folder)).toEqual(hiddenFromGit);
  });
});

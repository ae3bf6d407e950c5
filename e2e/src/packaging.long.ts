// budget: 15 min
// What preflight foretells of wheels and sdists against what the distribution's own back ends build, over projects that
// a seed decides. FLIGHTLINE_SEED and FLIGHTLINE_COUNT try others; FLIGHTLINE_BACK_ENDS, a folder
// of packages as /usr/lib/python3/dist-packages, tries other versions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunner, describeEnding, succeeded } from '@flightline/core/process';
import { type Random, randomOf } from './chaos/random';
import { differences } from './packaging/agree';
import { DRIVER, type Routes, writeProject } from './packaging/build';
import { flitProject } from './packaging/flit';
import { hatchlingProject } from './packaging/hatchling';
import { poetryProject } from './packaging/poetry';
import type { Project } from './packaging/project';
import { setuptoolsProject } from './packaging/setuptools';
import { type Tool, describeWith } from './tools';

const SEED = Number(process.env['FLIGHTLINE_SEED'] ?? 1);
const COUNT = Number(process.env['FLIGHTLINE_COUNT'] ?? 100);
const INSTALLED = process.env['FLIGHTLINE_BACK_ENDS'] ?? '/usr/lib/python3/dist-packages';

type Make = (random: Random, name: string, version: string) => Project;

const back = (name: string, make: Make, folder: string, from: string) =>
  [name, make, { command: `${INSTALLED}/${folder}`, package: from }] as const;

/** By the name of their distribution. */
const BACK_ENDS: readonly (readonly [name: string, make: Make, tool: Tool])[] = [
  back('setuptools', setuptoolsProject, 'setuptools', 'python3-setuptools python3-wheel'),
  back('hatchling', hatchlingProject, 'hatchling', 'python3-hatchling'),
  back('poetry_core', poetryProject, 'poetry/core', 'python3-poetry-core'),
  back('flit_core', flitProject, 'flit_core', 'flit'),
];
const TOOLS: readonly Tool[] = [
  { command: '/usr/bin/python3', package: 'python3' },
  { command: 'git', package: 'git' },
];

describe.each(BACK_ENDS)('%s', (name, make, tool) => {
  describeWith('builds what is foretold', [...TOOLS, tool], () => {
    const root = mkdtempSync(join(tmpdir(), 'flightline-packaging-'));
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    it(`of ${COUNT} projects`, async () => {
      const runner = await createRunner();
      const env = { PYTHONPATH: INSTALLED, PYTHONDONTWRITEBYTECODE: '1' };
      const python = async (words: readonly string[], stdin = '') => {
        const result = await runner.run(['/usr/bin/python3', ...words], {
          cwd: root,
          env,
          stdin,
          timeout: 1_500_000,
        });
        if (!succeeded(result))
          throw new Error(`python3 ${describeEnding(result)}: ${result.stderr}`);
        return result.stdout.trim();
      };
      const version = await python(['-c', VERSION, name]);
      const projects = Array.from({ length: COUNT }, (_, index) =>
        make(randomOf(SEED + index), `${name}-${SEED + index}`, version),
      );
      for (const project of projects) writeProject(join(root, project.name), project);
      const told = projects.map((project) =>
        JSON.stringify({ root: join(root, project.name), isTracked: project.isTracked === true }),
      );
      const built = (await python([DRIVER], `${told.join('\n')}\n`))
        .split('\n')
        .map((line) => JSON.parse(line) as Routes);
      expect(built).toHaveLength(COUNT);
      const disagreeing: string[] = [];
      for (const [index, project] of projects.entries()) {
        const found = await differences(project, built[index] as Routes);
        if (found.length > 0)
          disagreeing.push([project.name, ...found, settingsOf(project)].join('\n'));
      }
      expect(disagreeing.join('\n\n')).toBe('');
    }, 1_800_000);
  });
});

/** Debian's flit brings flit_core without metadata of its own. */
const VERSION = `import importlib, importlib.metadata, sys
try: print(importlib.metadata.version(sys.argv[1]))
except importlib.metadata.PackageNotFoundError: print(importlib.import_module(sys.argv[1]).__version__)`;

/** All that tells the back end something, and the names of the other files. */
const settingsOf = ({ files }: Project): string =>
  Object.entries(files)
    .map(([path, text]) => (SETTINGS.includes(path) ? `--- ${path}\n${text}` : path))
    .join('\n');
const SETTINGS = ['pyproject.toml', 'setup.cfg', 'MANIFEST.in', 'hatch.toml', '.gitignore'];

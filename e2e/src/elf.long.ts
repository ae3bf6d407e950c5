// What preflight foretells of an artifact against what real boxes do with it: the same product with the C++ runtime of
// four systems, which leaks its library path as it did before its incident.
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { predictionsPath, readPredictions } from '@flightline/core/predictions';
import { succeeded } from '@flightline/core/process';
import { HARDENING, leakTheEnvironment } from './before-the-incident';
import { QEMU, describeWith } from './tools';
import { type Workspace, editProject, exampleWorkspace } from './workspace';

const BOXES = ['bullseye', 'bookworm', 'trixie'];
/** Where the libraries of the artifact come from; GCC 10, 12, 14 and 16. */
const AGES = ['bullseye', 'bookworm', 'trixie', 'forky'];
const PYTHON = { command: 'python3', package: 'python3' };
const LIBRARIES = /^(libstdc\+\+\.so\.6)\.[\d.]+$|^(libgcc_s\.so\.1)$/;

describeWith('elf-start and elf-leak on three suites', [...QEMU, PYTHON], () => {
  let workspace: Workspace;
  const at = (...path: string[]) => join(workspace.root, ...path);

  beforeAll(async () => {
    workspace = await exampleWorkspace('hardening', BOXES);
    leakTheEnvironment(workspace);
    await packed();
    for (const age of AGES) await makeArtifact(age);
  }, 900_000);
  afterAll(() => workspace.remove());

  async function run(argv: readonly [string, ...string[]], cwd = workspace.root): Promise<void> {
    const result = await workspace.runner.run([...argv], { cwd });
    if (!succeeded(result)) throw new Error(`${argv.join(' ')}: ${result.stderr}`);
  }

  /** What docker-build makes, without containers: with the libraries of this host, which are replaced. */
  async function packed(): Promise<void> {
    const product = at(HARDENING);
    const wheel = at('rampart-1.0.0-py3-none-any.whl');
    const folders = ['api', 'core', 'frontend', 'templates'];
    await run(['python3', '-m', 'zipfile', '--create', wheel, ...folders], product);
    await run(['python3', 'scripts/pack.py', wheel, 'dist/artifact'], product);
  }

  /** The artifact as it would be had it been built on another system. */
  async function makeArtifact(age: string): Promise<void> {
    const [target, unpacked] = [at('aged', age), at('unpacked', age)];
    mkdirSync(unpacked, { recursive: true });
    cpSync(at(HARDENING, 'dist/artifact'), target, { recursive: true });
    // A suite that is no release may have been mirrored some time ago.
    const options = ['--variant=extract', '--aptopt=Acquire::Check-Valid-Until "false"'];
    const archive = `${unpacked}.tar`;
    const packages = '--include=libstdc++6,libgcc-s1';
    await run(['mmdebstrap', '--quiet', ...options, packages, age, archive]);
    await run(['tar', '--extract', '--file', archive, '--directory', unpacked]);
    for (const path of readdirSync(unpacked, { recursive: true, encoding: 'utf8' })) {
      const [, cxx, gcc] = LIBRARIES.exec(basename(path)) ?? [];
      const library = cxx ?? gcc;
      if (library !== undefined) copyFileSync(join(unpacked, path), join(target, 'lib', library));
    }
    rmSync(archive);
  }

  /** Boxes take what the target leaves in dist/artifact, whoever made it. */
  function ship(age: string): void {
    editProject(workspace, HARDENING, ({ targets }) => {
      targets['docker-build'] = {
        executor: 'nx:run-commands',
        outputs: ['{projectRoot}/dist/artifact'],
        options: {
          command: `rm -rf dist/artifact && cp -a ../../aged/${age} dist/artifact`,
          cwd: HARDENING,
        },
      };
    });
  }

  async function predicted(): Promise<string[]> {
    await workspace.nx(['run', 'hardening:preflight-artifact']);
    const found = readPredictions(predictionsPath(at(HARDENING)));
    if (found.state !== 'read') throw new Error(`No predictions: ${found.state}.`);
    return BOXES.filter((box) => found.predictions.some((one) => one.box === box));
  }

  async function broken(): Promise<string[]> {
    await workspace.nx([
      'run-many',
      '-t',
      'vm-run',
      `--projects=${BOXES.join(',')}`,
      '--parallel=2',
    ]);
    const verdicts = BOXES.map((box) => {
      const evidence = workspace.evidence(box, HARDENING);
      return evidence.state === 'finished' ? evidence.result.verdict : evidence.state;
    });
    // A machine that gave no answer would look like a box that works.
    expect(verdicts.filter((verdict) => verdict !== 'passed' && verdict !== 'failed')).toEqual([]);
    return BOXES.filter((_box, index) => verdicts[index] === 'failed');
  }

  it.each(AGES)(
    'foretell the boxes that break with the libraries of %s',
    async (age) => {
      ship(age);
      const foretold = await predicted();
      process.stdout.write(`${age}: foretold ${foretold.join(', ') || 'none'}\n`);
      expect(await broken()).toEqual(foretold);
    },
    1_800_000,
  );
});

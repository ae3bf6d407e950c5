// budget: 1 min, beside others
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { ProjectFacts, Task } from '@flightline/core/executor';
import { type Runner, createRunner, succeeded } from '@flightline/core/process';
import { recordingReporter } from '@flightline/core/testing';
import { preflight } from '../../packages/preflight/src/executors/preflight/preflight';
import type { PreflightReport } from '../../packages/preflight/src/executors/preflight/report';
import { type Tool, describeWith } from './tools';

const GIT: readonly Tool[] = [
  { command: 'git', package: 'git' },
  { command: 'ssh-keygen', package: 'openssh-client' },
];

jest.setTimeout(120_000);

const PRODUCT = resolve(__dirname, '../../examples/hardening');

const CHECKS = [
  'vagrantfile',
  'documentation-policy',
  'clean-tree',
  'release-branch',
  'upstream',
  'signing',
  'release-workflow',
];

const GREEN = {
  vagrantfile: 'pass',
  'documentation-policy': 'pass',
  'clean-tree': 'pass',
  'release-branch': 'pass',
  upstream: 'pass',
  signing: 'skip',
  'release-workflow': 'pass',
};

// The product in a repository of its own, whose remote is a folder: what a release is looked at in.
describeWith('the state of a release', GIT, () => {
  const folder = mkdtempSync(join(tmpdir(), 'flightline-release-'));
  const [remote, clone] = [join(folder, 'remote.git'), join(folder, 'clone')];
  let runner: Runner;

  const git = async (words: string, cwd = clone) => {
    const result = await runner.run(['git', ...words.split(' ')], { cwd });
    if (!succeeded(result)) throw new Error(`git ${words}: ${result.stderr}`);
    return result.stdout;
  };
  const configure = async (cwd: string) => {
    for (const setting of ['user.name tester', 'user.email tester@localhost'])
      await git(`config ${setting}`, cwd);
    for (const name of ['commit.gpgSign', 'tag.gpgSign']) await git(`config ${name} false`, cwd);
  };
  const append = (path: string, cwd = clone) =>
    writeFileSync(join(cwd, path), `${readFileSync(join(cwd, path), 'utf8')}\n`);
  const commit = async (message: string, cwd = clone) => {
    await git('add --all', cwd);
    const result = await runner.run(['git', 'commit', '--quiet', '--message', message], { cwd });
    if (!succeeded(result)) throw new Error(result.stderr);
  };

  /** The statuses by check. */
  const ask = async (root = clone) => {
    const task: Task = {
      ...{ workspaceRoot: root, project: { name: 'hardening', root: '.', tags: [] } },
      ...{ projects: boxesIn(root), taskHash: null, env: {}, runner },
      target: { name: 'preflight-release', cached: false },
      ...{ reporter: recordingReporter(), signal: new AbortController().signal },
    };
    await preflight({ stage: 'release', only: CHECKS }, task);
    const file = join(root, 'dist/preflight/release/preflight.json');
    const { results } = JSON.parse(readFileSync(file, 'utf8')) as PreflightReport;
    return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome.status]));
  };

  beforeAll(async () => {
    runner = await createRunner();
    await git(`init --quiet --bare --initial-branch=main ${remote}`, folder);
    await git(`clone --quiet ${remote} ${clone}`, folder);
    cpSync(PRODUCT, clone, {
      recursive: true,
      filter: (path) => !['dist', 'artifacts', '__pycache__'].includes(basename(path)),
    });
    await configure(clone);
    await git('checkout --quiet -B main');
    writeFileSync(join(clone, '.gitignore'), 'dist/\nvms/artifacts/\n');
    await commit('The last release');
    await git('tag v0.9.0');
    append('README.md');
    await commit('What came after it');
    await git('branch start');
    await git('push --quiet --set-upstream origin main v0.9.0');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Everything as it was after the last release. */
  const reset = async () => {
    await git('checkout --quiet --force main');
    await git('reset --quiet --hard start');
    await git('clean --quiet -d --force');
    await git('push --quiet --force origin main');
    await configure(clone);
  };

  const replace = (path: string, from: string, to: string) => {
    const file = join(clone, path);
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  const signed = async () => {
    const key = join(folder, 'key');
    await runner.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const signers = join(folder, 'signers');
    writeFileSync(signers, `tester@localhost ${readFileSync(`${key}.pub`, 'utf8')}`);
    for (const setting of ['commit.gpgSign true', 'gpg.format ssh', `user.signingKey ${key}`])
      await git(`config ${setting}`);
    await git(`config gpg.ssh.allowedSignersFile ${signers}`);
    append('README.md');
    await commit('Sign this');
    await git('push --quiet');
  };

  it.each<[what: string, change: () => Promise<unknown>, differs: Record<string, string>]>([
    ['nothing', () => Promise.resolve(), {}],
    [
      'changes that are not committed, and a commit that should be signed',
      () => {
        replace('.github/workflows/build-and-release.yml', 'Build and Release', 'Ship');
        replace('vms/Vagrantfile', '}.freeze', '  "fedora" => { box: "fedora/42" },\n}.freeze');
        return git('config commit.gpgSign true');
      },
      { 'clean-tree': 'fail', 'release-workflow': 'fail', vagrantfile: 'fail', signing: 'fail' },
    ],
    [
      'sources without their document, not pushed',
      () => {
        append('core/audit.py');
        return commit('Change the audit');
      },
      { 'documentation-policy': 'fail', upstream: 'fail' },
    ],
    [
      'sources with their document, and others with a waiver',
      async () => {
        append('core/audit.py');
        append('core/README.md');
        await commit('Change the audit, and tell it');
        append('api/cli.py');
        await commit('Add a line\n\nDocs-Waiver: it is an empty one');
        await git('push --quiet');
      },
      {},
    ],
    [
      'a waiver for one commit of two',
      async () => {
        append('core/audit.py');
        await commit('Add a line\n\nDocs-Waiver: it is an empty one');
        append('core/audit.py');
        await commit('Add another');
        await git('push --quiet');
      },
      { 'documentation-policy': 'fail' },
    ],
    [
      'a remote that is ahead',
      async () => {
        await git(`clone --quiet ${remote} ${join(folder, 'other')}`, folder);
        await configure(join(folder, 'other'));
        append('README.md', join(folder, 'other'));
        await commit('From elsewhere', join(folder, 'other'));
        await git('push --quiet', join(folder, 'other'));
      },
      { upstream: 'fail' },
    ],
    [
      'another branch',
      () => git('checkout --quiet -B feature'),
      { 'release-branch': 'fail', upstream: 'fail' },
    ],
    [
      'the first tag',
      () => git('checkout --quiet v0.9.0'),
      { 'documentation-policy': 'unverified', upstream: 'skip' },
    ],
    ['a commit that is signed', signed, { signing: 'pass' }],
  ])('with %s', async (_what, change, differs) => {
    await reset();
    await change();
    expect(await ask()).toEqual({ ...GREEN, ...differs });
  });

  it('is open where it cannot be seen: a shallow clone', async () => {
    await reset();
    append('README.md');
    await commit('One more');
    await git('push --quiet');
    const shallow = join(folder, 'shallow');
    await git(`clone --quiet --depth=1 --no-tags file://${remote} ${shallow}`, folder);
    await configure(shallow);
    expect(await ask(shallow)).toEqual({ ...GREEN, 'documentation-policy': 'unverified' });
  });
});

/** The boxes of the product, as Nx would have them. */
function boxesIn(root: string): Record<string, ProjectFacts> {
  const names = readdirSync(join(root, 'vms/boxes'));
  return Object.fromEntries(
    names.map((name) => {
      const path = `vms/boxes/${name}`;
      const text = readFileSync(join(root, path, 'project.json'), 'utf8');
      return [name, { ...(JSON.parse(text) as ProjectFacts), root: path }];
    }),
  );
}

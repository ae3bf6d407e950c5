// budget: 4 min
// A copy of the example whose boxes are Debian suites: of the seven systems in its Vagrantfile, these are the ones
// that can be made from packages. All three suites, and nothing broken, is hardening.long.ts.
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { HARDENING, cleanTheEnvironment, leakTheEnvironment } from './before-the-incident';
import { machinesThatMention } from './leftovers';
import { BUILDAH, QEMU, describeWith } from './tools';
import { type Workspace, demand, exampleWorkspace } from './workspace';

const LOADER_SAYS =
  /apt-get: \/mnt\/artifacts\/lib\/libstdc\+\+\.so\.6: version `GLIBCXX_[\d.]+' not found/;

interface Triage {
  boxes: { box: string; findings: { rule: string }[] }[];
}

describeWith('a leaked LD_LIBRARY_PATH', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  const log = (box: string) => workspace.read(`${HARDENING}/vms/artifacts/logs/${box}_run.log`);
  const findings = () =>
    (
      JSON.parse(workspace.read(`${HARDENING}/vms/artifacts/triage/triage.json`)) as Triage
    ).boxes.map(({ box, findings: found }) => [box, [...new Set(found.map(({ rule }) => rule))]]);

  beforeAll(async () => {
    workspace = await exampleWorkspace('hardening', ['bullseye', 'trixie']);
  }, 240_000);
  afterAll(() => workspace.remove());

  it('breaks apt on the newer box only, and triage names the cause', async () => {
    leakTheEnvironment(workspace);
    const { exitCode, stdout } = await workspace.nx(['run', 'hardening:validate', '--jobs=2']);
    expect(exitCode).toBe(1);
    expect(workspace.evidence('bullseye', HARDENING)).toMatchObject({
      result: { verdict: 'passed' },
    });
    expect(workspace.evidence('trixie', HARDENING)).toMatchObject({
      result: { verdict: 'failed', runnerExitCode: 1 },
    });
    expect(log('trixie')).toMatch(LOADER_SAYS);
    expect(log('bullseye')).not.toMatch(LOADER_SAYS);
    expect(stdout).toContain('A program needs a newer libstdc++ than it found');
    expect(findings()).toEqual([
      ['bullseye', []],
      ['trixie', expect.arrayContaining(['libstdcxx-too-old'])],
    ]);
  }, 600_000);

  it('is harmless when programs of the box get their own environment', async () => {
    cleanTheEnvironment(workspace);
    await demand(workspace, ['run', 'trixie:vm-run']);
    expect(workspace.evidence('trixie', HARDENING)).toMatchObject({
      result: { verdict: 'passed', runnerExitCode: 0 },
    });
    expect(log('trixie')).toContain('ok      package_manager_answers');
    expect(readdirSync(join(workspace.root, HARDENING, 'vms/artifacts/reports/trixie'))).toEqual([
      'audit.json',
      'junit.xml',
      'report.html',
    ]);
    expect(machinesThatMention(workspace.root)).toEqual([]);
  }, 600_000);
});

// The example on every suite that can be made from packages: as it was before its incident, and as it is.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HARDENING, cleanTheEnvironment, leakTheEnvironment } from './before-the-incident';
import { BUILDAH, QEMU, describeWith } from './tools';
import { type Workspace, demand, exampleWorkspace } from './workspace';

interface TriageReport {
  causes: { rule: string; boxes: string[]; evidence: { text: string } }[];
}

const SUITES = ['bullseye', 'bookworm', 'trixie'];
const VALIDATE = ['run', 'hardening:validate', '--jobs=2'];

describeWith('the hardening example on three suites', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  const verdicts = () =>
    SUITES.map((suite) => {
      const evidence = workspace.evidence(suite, HARDENING);
      return evidence.state === 'finished' ? evidence.result.verdict : evidence.state;
    });

  const incident = () => {
    const folder = join(HARDENING, 'docs/incidents');
    const files = readdirSync(join(workspace.root, folder));
    expect(files).toHaveLength(1);
    return workspace.read(join(folder, files.join()));
  };

  beforeAll(async () => {
    workspace = await exampleWorkspace('hardening', SUITES);
  }, 600_000);
  afterAll(() => workspace.remove());

  it('fails wherever the box is newer than its libraries', async () => {
    leakTheEnvironment(workspace);
    expect((await workspace.nx(VALIDATE)).exitCode).toBe(1);
    expect(verdicts()).toEqual(['passed', 'failed', 'failed']);
    const report = JSON.parse(
      workspace.read(`${HARDENING}/vms/artifacts/triage/triage.json`),
    ) as TriageReport;
    const [cause] = report.causes;
    expect(cause).toMatchObject({ rule: 'library-leak', boxes: ['bookworm', 'trixie'] });
    expect(cause?.evidence.text).toMatch(/version `GLIBCXX_3\.4\.\d+' not found/);
    await demand(workspace, ['g', '@flightline/triage:incident', 'hardening']);
    expect(incident()).toMatch(/^---\nstate: open\nseverity: high\n/);
  }, 1_200_000);

  it('passes everywhere with a cleaned environment', async () => {
    cleanTheEnvironment(workspace);
    expect((await workspace.nx(VALIDATE)).exitCode).toBe(0);
    expect(verdicts()).toEqual(['passed', 'passed', 'passed']);
    expect(incident()).toMatch(/^---\nstate: closed\n/);
    expect(incident()).toContain('was green in a later run, with another artifact');
  }, 1_200_000);
});

// The example on every suite that can be made from packages: as it was before its incident, and as it is.
import { HARDENING, cleanTheEnvironment, leakTheEnvironment } from './before-the-incident';
import { BUILDAH, QEMU, describeWith } from './tools';
import { type Workspace, exampleWorkspace } from './workspace';

const SUITES = ['bullseye', 'bookworm', 'trixie'];
const VALIDATE = ['run', 'hardening:validate', '--jobs=2'];

describeWith('the hardening example on three suites', [...QEMU, ...BUILDAH], () => {
  let workspace: Workspace;
  const verdicts = () =>
    SUITES.map((suite) => {
      const evidence = workspace.evidence(suite, HARDENING);
      return evidence.state === 'finished' ? evidence.result.verdict : evidence.state;
    });

  beforeAll(async () => {
    workspace = await exampleWorkspace('hardening', SUITES);
  }, 240_000);
  afterAll(() => workspace.remove());

  it('fails wherever the box is newer than its libraries', async () => {
    leakTheEnvironment(workspace);
    expect((await workspace.nx(VALIDATE)).exitCode).toBe(1);
    expect(verdicts()).toEqual(['passed', 'failed', 'failed']);
  }, 1_200_000);

  it('passes everywhere with a cleaned environment', async () => {
    cleanTheEnvironment(workspace);
    expect((await workspace.nx(VALIDATE)).exitCode).toBe(0);
    expect(verdicts()).toEqual(['passed', 'passed', 'passed']);
  }, 1_200_000);
});

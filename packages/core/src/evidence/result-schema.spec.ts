import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import schema from '../../schemas/result.schema.json';
import { PHASES, VERDICTS } from '../model';
import { temporaryFolder } from '../testing';
import { type BoxResult, type FinishedResult, type RunningResult, beginEvidence } from '.';

// Strict but for unions with null, which say more than an 'anyOf' would.
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const DIGEST = `sha256:${'0a'.repeat(32)}`;

const RUN = {
  box: 'ubuntu22',
  hostname: 'jammy',
  startedAt: '2026-01-02T03:04:05.000Z',
  taskHash: '12345678901234567890',
};

const RUNNING: RunningResult = {
  schemaVersion: 1,
  state: 'running',
  ...RUN,
  pid: 4711,
  pidStartedAt: '81402',
  staging: '.staging/ubuntu22-Ab12Cd',
};

const PASSED: FinishedResult = {
  schemaVersion: 1,
  state: 'finished',
  ...RUN,
  verdict: 'passed',
  because: '',
  attempts: 1,
  durationMs: 61_234,
  phases: PHASES.map((phase) => ({ phase, ok: true, durationMs: 12 })),
  runner: 'vms/runner.sh',
  runnerExitCode: 0,
  machine: { driver: 'qemu', accelerator: 'tcg', memory: 1024, cpus: 1, image: 'debian:bookworm' },
  guest: { os: 'Debian GNU/Linux 12', glibc: '2.36' },
  digests: { artifact: DIGEST, image: DIGEST, runner: DIGEST },
};

const FAILED: FinishedResult = {
  ...PASSED,
  verdict: 'failed',
  because: 'The runner ended with exit code 3.',
  phases: [{ phase: 'run', ok: false, durationMs: 0, detail: 'exit code 3' }],
  runnerExitCode: 3,
};

/** Before anything is known. */
const ABORTED: FinishedResult = {
  ...PASSED,
  state: 'aborted',
  verdict: 'aborted',
  because: 'The run was interrupted by SIGINT.',
  taskHash: null,
  phases: [],
  runnerExitCode: null,
  machine: { ...PASSED.machine, accelerator: null },
  guest: {},
  digests: { artifact: null, image: null, runner: null },
};

const complaints = (value: unknown) => (validate(value) ? [] : validate.errors);
const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
const keysOf = (of: string, value: object) =>
  Object.keys(value).map((key): [string, string, object] => [key, of, without(value, key)]);

describe('the schema of result.json', () => {
  it.each<[string, BoxResult]>([
    ['runs', RUNNING],
    ['runs on a host that does not say when it began', { ...RUNNING, pidStartedAt: null }],
    ['passed', PASSED],
    ['failed', FAILED],
    ['was aborted', ABORTED],
  ])('takes the result of a box that %s', (_, result) => {
    expect(complaints(result)).toEqual([]);
  });

  it('takes what is written at the start and at the end of a run', () => {
    const folder = temporaryFolder('flightline-result-schema-');
    try {
      const writer = beginEvidence(folder.path, RUN);
      const written = () => JSON.parse(readFileSync(writer.final.result, 'utf8')) as BoxResult;
      const first = written();
      expect([first.state, complaints(first)]).toEqual(['running', []]);
      writer.commit(FAILED);
      const last = written();
      expect([last.state, complaints(last)]).toEqual(['finished', []]);
    } finally {
      folder.remove();
    }
  });

  it.each<[string, object]>([
    ['an unknown verdict', { ...PASSED, verdict: 'green' }],
    ['an unknown phase', { ...PASSED, phases: [{ phase: 'lunch', ok: true, durationMs: 1 }] }],
    ['an unknown state', { ...PASSED, state: 'running' }],
    ['another version', { ...PASSED, schemaVersion: 2 }],
    ['a negative duration', { ...PASSED, durationMs: -1 }],
    ['a negative duration of a phase', phaseOf({ durationMs: -1 })],
    ['an extra key', { ...PASSED, mood: 'good' }],
    ['an extra key while running', { ...RUNNING, verdict: 'passed' }],
    ['an extra key of a phase', phaseOf({ mood: 'good' })],
    ['a digest of another kind', { ...PASSED, digests: { ...PASSED.digests, image: 'md5:0a' } }],
    ['a time without zone', { ...PASSED, startedAt: '2026-01-02T03:04:05.000' }],
    ['a fact that is no text', { ...PASSED, guest: { glibc: 2.36 } }],
  ])('refuses %s', (_, result) => {
    expect(complaints(result)).not.toEqual([]);
  });

  it.each([
    ...keysOf('a run that goes on', RUNNING),
    ...keysOf('a run that has ended', PASSED),
    ...keysOf('a machine', PASSED.machine).map(inside('machine')),
    ...keysOf('the digests', PASSED.digests).map(inside('digests')),
  ])("asks for '%s' of %s", (_key, _of, result) => {
    expect(complaints(result)).not.toEqual([]);
  });

  it('knows the verdicts and the phases', () => {
    expect(schema.definitions.verdict.enum).toEqual(VERDICTS);
    expect(schema.definitions.phase.enum).toEqual(PHASES);
  });
});

function phaseOf(change: object): object {
  return { ...PASSED, phases: [{ phase: 'run', ok: true, durationMs: 1, ...change }] };
}

function inside(part: keyof FinishedResult) {
  return ([key, of, value]: [string, string, object]): [string, string, object] => [
    key,
    of,
    { ...PASSED, [part]: value },
  ];
}

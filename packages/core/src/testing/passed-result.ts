import type { FinishedResult } from '../evidence';

/** What a passed run of a box named `a` leaves, but for what a spec is about. */
export function passedResult(change: Partial<FinishedResult> = {}): FinishedResult {
  return {
    schemaVersion: 1,
    state: 'finished',
    box: 'a',
    hostname: 'a',
    startedAt: '2026-01-02T03:04:05.000Z',
    taskHash: null,
    verdict: 'passed',
    because: '',
    attempts: 1,
    durationMs: 1,
    phases: [],
    runner: 'vms/runner.sh',
    runnerExitCode: 0,
    machine: { driver: 'dummy', accelerator: null, memory: 1, cpus: 1, image: 'debian:bookworm' },
    guest: {},
    digests: { artifact: null, image: null, runner: null },
    ...change,
  };
}

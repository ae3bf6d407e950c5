/** How the run of a box ended. */
export const VERDICTS = ['passed', 'failed', 'infra', 'image', 'timeout', 'aborted'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The steps of one run, in their order. */
export const PHASES = [
  'host',
  'admit',
  'image',
  'machine',
  'push',
  'run',
  'collect',
  'destroy',
] as const;

export type Phase = (typeof PHASES)[number];

import type { Position } from '../source';

/** Whether a process gets an environment without what belongs to the product alone, and what shows it. */
export interface Verdict {
  kind: 'clean' | 'leaking' | 'unverified';
  /** From the start of the process to where its environment comes from, a sentence each. */
  flow: readonly string[];
}

/** A place where a process is started. */
export interface ProcessStart extends Position {
  /** By its own name, whatever the file calls it: `subprocess.run`. */
  call: string;
  verdict: Verdict;
}

/** An environment that callers of a function decide about. */
export interface OpenParameter {
  kind: 'parameter';
  function: string;
  parameter: string;
  /** Where positional arguments put it, `self` not counted; undefined for what is only a keyword. */
  position: number | undefined;
  /** What the function takes when callers say nothing. */
  otherwise: Verdict;
  flow: readonly string[];
}

export type Answer = Verdict | OpenParameter;

const SEVERITY = ['clean', 'parameter', 'unverified', 'leaking'] as const;

/** Of several ways an environment may come about, the worst. */
export function worst(answers: readonly Answer[]): Answer | undefined {
  return [...answers].sort((a, b) => SEVERITY.indexOf(b.kind) - SEVERITY.indexOf(a.kind))[0];
}

export const clean = (...flow: string[]): Verdict => ({ kind: 'clean', flow });
export const leaking = (...flow: string[]): Verdict => ({ kind: 'leaking', flow });
export const unverified = (...flow: string[]): Verdict => ({ kind: 'unverified', flow });

export const after = <A extends Answer>(step: string, answer: A): A => ({
  ...answer,
  flow: [step, ...answer.flow],
});

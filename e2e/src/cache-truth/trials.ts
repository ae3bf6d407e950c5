// Decides which mutation is tried in which mode.
import { MODES, type Mode } from './modes';
import type { Family, Mutation } from './mutation';

export interface Planned {
  family: string;
  mutation: Mutation;
  mode: Mode;
}

export interface Choice {
  /** Part of a title, a family or both as `family: title`. */
  only?: string;
  /** Every mutation that holds in this mode, in this mode. */
  mode?: string;
  /** Every mutation in each mode in which it holds. */
  everyMode?: boolean;
}

/** Mode by mode; without a choice of modes each mutation gets one, so that all modes get equal shares. */
export function planTrials(families: readonly Family[], choice: Choice): Planned[] {
  const used = new Map<Mode, number>();
  const planned = families.flatMap(({ name, mutations }) =>
    mutations
      .filter(({ title }) => `${name}: ${title}`.includes(choice.only ?? ''))
      .flatMap((mutation) =>
        modesFor(mutation, choice, used).map((mode) => ({ family: name, mutation, mode })),
      ),
  );
  return MODES.flatMap((mode) => planned.filter((trial) => trial.mode === mode));
}

function modesFor({ modes }: Mutation, choice: Choice, used: Map<Mode, number>): Mode[] {
  const fit = MODES.filter(({ name }) => modes?.includes(name) ?? true);
  if (choice.mode !== undefined) return fit.filter(({ name }) => name === choice.mode);
  if (choice.everyMode === true) return fit;
  const uses = (mode: Mode) => used.get(mode) ?? 0;
  const [rarest] = [...fit].sort((a, b) => uses(a) - uses(b));
  if (rarest === undefined) return [];
  used.set(rarest, uses(rarest) + 1);
  return [rarest];
}

/** Trials in different checkouts can go on at once. */
export const lanesOf = (planned: readonly Planned[]): Planned[][] =>
  (['here', 'there'] as const).map((checkout) =>
    planned.filter(({ mode }) => mode.checkout === checkout),
  );

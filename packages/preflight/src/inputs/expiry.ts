// Waivers end by the clock, which is no file. So a command is among the inputs of a release project that has some: what it
// prints changes on the day after one of them ended, and on no other.
import type { Waiver } from '../waivers';

/** An input of Nx that is what a command prints. */
export interface RuntimeInput {
  readonly runtime: string;
}

/** What changes when one of the waivers no longer holds; undefined where there are none. */
export function expiryInput(waivers: readonly Pick<Waiver, 'expires'>[]): RuntimeInput | undefined {
  const days = [...new Set(waivers.map(({ expires }) => expires))].sort();
  if (days.length === 0) return undefined;
  const list = days.map((day) => `'${day}'`).join(',');
  const today = 'new Date().toISOString().slice(0,10)';
  return { runtime: `node -p "[${list}].filter((day) => day < ${today}).length"` };
}

/** Whether an answer from the cache could be about waivers that hold no more. */
export function outlives(
  waivers: readonly Pick<Waiver, 'expires'>[],
  inputs: readonly unknown[],
): boolean {
  const wanted = expiryInput(waivers)?.runtime;
  return (
    wanted !== undefined && !inputs.some((one) => (one as Partial<RuntimeInput>).runtime === wanted)
  );
}

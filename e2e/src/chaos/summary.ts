import { formatTable } from '@flightline/core/events';
import type { Outcome } from './campaign';
import { FAULTS, MOMENTS } from './faults';
import { MODES } from './modes';

/** The end of a campaign: counts by fault and by where it hit, by mode, what took longest, and how many were wrong. */
export function summary(outcomes: readonly Outcome[], ms: number): string[] {
  const wrong = outcomes.filter(({ problems }) => problems.length > 0);
  return [
    '',
    ...byFault(outcomes),
    '',
    ...byMode(outcomes),
    '',
    ...slowest(outcomes),
    ...mistakenByNx(outcomes),
    `${outcomes.length} rounds, ${wrong.length} left something or were wrong, in ${(ms / 60_000).toFixed(1)} min`,
  ];
}

function byFault(outcomes: readonly Outcome[]): string[] {
  const columns = [...MOMENTS, undefined];
  const rows = FAULTS.map(({ kind }) => outcomes.filter(({ round }) => round.fault.kind === kind))
    .filter(([first]) => first !== undefined)
    .map((own) => [
      own[0]?.round.fault.kind ?? '',
      ...columns.map((moment) => String(own.filter(({ hit }) => hit === moment).length || '')),
      String(own.length),
    ]);
  return formatTable([['fault, hit in', ...MOMENTS, 'too late', 'all'], ...rows]);
}

function byMode(outcomes: readonly Outcome[]): string[] {
  const rows = MODES.map(({ name }) => outcomes.filter(({ round }) => round.mode.name === name))
    .filter(([first]) => first !== undefined)
    .map((own) => [
      own[0]?.round.mode.name ?? '',
      String(own.length),
      String(own.filter(({ problems }) => problems.length > 0).length || ''),
    ]);
  return formatTable([['mode', 'rounds', 'wrong'], ...rows]);
}

/** Of the faults by which somebody wants the run to end, and of all others. */
function slowest(outcomes: readonly Outcome[]): string[] {
  return [true, false].flatMap((interrupts) => {
    const [last] = outcomes
      .filter(
        ({ round, hit }) => hit !== undefined && (round.fault.interrupts ?? false) === interrupts,
      )
      .flatMap(({ round, goneMs }) => (goneMs === undefined ? [] : [{ round, goneMs }]))
      .sort((a, b) => b.goneMs - a.goneMs);
    if (last === undefined) return [];
    const { fault, moment, mode, seed } = last.round;
    const what = interrupts ? 'an interruption' : 'another fault';
    return [
      `slowest end of a machine after ${what}: ${(last.goneMs / 1000).toFixed(1)} s (${fault.kind}/${moment}, ${mode.name}, seed ${seed})`,
    ];
  });
}

function mistakenByNx(outcomes: readonly Outcome[]): string[] {
  const seeds = outcomes.filter((one) => one.isMistakenByNx).map(({ round }) => round.seed);
  if (seeds.length === 0) return [];
  return [
    `Nx took the run after it for a part of the run that was hurt, and was started once more: seed ${seeds.join(', ')}`,
  ];
}

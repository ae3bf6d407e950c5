// Compares what a mutation should have led to with what stands on disk; what nx says is the second witness.
import type { Mutation } from './mutation';

/** What one box did, by its evidence. */
export interface BoxSeen {
  box: string;
  /** Its project stands in the workspace. */
  there: boolean;
  /** `ran`: its own run finished after the mutation. `kept`: the files of the base state, byte for byte. */
  evidence: 'ran' | 'kept' | 'neither';
  /** What is odd about it. */
  because: string;
}

export interface Seen {
  boxes: readonly BoxSeen[];
  /** Boxes that nx says it ran. */
  told: readonly string[];
  /** How nx ended. */
  succeeded: boolean;
  output: string;
}

/** All disagreements as sentences; none when the cache told the truth. */
export function judge(mutation: Mutation, seen: Seen): string[] {
  return mutation.refuses === undefined
    ? [
        ...boxProblems(mutation, seen),
        ...witnessProblems(seen),
        ...hitProblems(mutation, seen),
        ...endProblems(seen),
      ]
    : refusalProblems(mutation.refuses, seen);
}

export const boxesThatRan = ({ boxes }: Seen): string[] =>
  boxes.filter(({ evidence }) => evidence === 'ran').map(({ box }) => box);

function boxProblems({ runs }: Mutation, { boxes }: Seen): string[] {
  return boxes.flatMap(({ box, there, evidence, because }) => {
    if (runs.includes(box))
      return evidence === 'ran' ? [] : [`'${box}' had to run and did not. ${because}`];
    if (evidence === 'ran') return [`'${box}' ran and had no reason to.`];
    return evidence === 'kept' || !there
      ? []
      : [`The evidence of '${box}' is not that of its run. ${because}`];
  });
}

function witnessProblems(seen: Seen): string[] {
  const ran = boxesThatRan(seen).sort().join(', ');
  const told = [...seen.told].sort().join(', ');
  return ran === told ? [] : [`By the evidence [${ran}] ran, by nx [${told}].`];
}

function hitProblems({ hits = [] }: Mutation, { output }: Seen): string[] {
  const lines = output.split('\n');
  return hits
    .filter(
      (task) => !lines.some((line) => line.includes(`> nx run ${task}`) && FROM_CACHE.test(line)),
    )
    .map((task) => `'${task}' did not come from the cache.`);
}

function endProblems({ succeeded }: Seen): string[] {
  return succeeded ? [] : ['nx failed.'];
}

function refusalProblems(words: string, seen: Seen): string[] {
  return [
    ...boxesThatRan(seen).map((box) => `'${box}' ran and should have been refused.`),
    ...(seen.succeeded ? ['nx succeeded and should have refused.'] : []),
    ...(seen.output.includes(words) ? [] : [`nx did not say '${words}'.`]),
  ];
}

const FROM_CACHE = /\[(?:local cache|remote cache|existing outputs match the cache)/;

/** The boxes whose line nx prints without saying that they came from a cache. */
export function toldByNx(output: string): string[] {
  const lines = output.match(/^.*> nx run [^\s:]+:vm-run.*$/gm) ?? [];
  const told = lines
    .filter((line) => !FROM_CACHE.test(line))
    .map((line) => /> nx run ([^\s:]+):vm-run/.exec(line)?.[1] ?? line);
  return [...new Set(told)];
}

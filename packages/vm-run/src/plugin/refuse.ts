import { join } from 'node:path';
import {
  type Evidence,
  type FinishedResult,
  disagreements,
  diskDigests,
  readEvidence,
} from '@flightline/core/evidence';
import { BOX_DEFAULTS } from '@flightline/core/model';

/** A box that counts as passed. Paths are absolute. */
export interface Claim {
  /** Nx's name of the task, e.g. `bookworm:vm-run`. */
  task: string;
  box: string;
  /** Null where it is not known. */
  hostname: string | null;
  taskHash: string | null;
  /** True when it did not run now. */
  cached: boolean;
  evidenceDir: string;
  releaseRoot: string;
  /** Folder of the box project. */
  boxRoot: string;
}

/** A claim that its evidence does not bear out. */
export interface Refusal extends Claim {
  /** Whole sentences; at least one. */
  reasons: readonly string[];
}

/** The claims that must not be believed. What is not known of the disk is held against nobody. */
export async function refuse(claims: readonly Claim[]): Promise<Refusal[]> {
  const digests = diskDigests();
  const refusals: Refusal[] = [];
  for (const claim of claims) {
    const reasons = await reasonsAgainst(claim, digests);
    if (reasons.length > 0) refusals.push({ ...claim, reasons });
  }
  return refusals;
}

async function reasonsAgainst(
  claim: Claim,
  digests: ReturnType<typeof diskDigests>,
): Promise<string[]> {
  try {
    const evidence = readEvidence(claim.evidenceDir, claim.box, claim.hostname ?? '');
    const reasons = stateReasons(evidence);
    if (evidence.state === 'finished' || evidence.state === 'aborted')
      reasons.push(...(await otherThan(claim, evidence.result, digests)));
    return reasons;
  } catch (error) {
    // What cannot be checked is not shown as green.
    return [`Its evidence cannot be checked: ${(error as Error).message}`];
  }
}

/** What keeps evidence from being that of a box that passed. */
function stateReasons(evidence: Evidence): string[] {
  switch (evidence.state) {
    case 'not run':
      return ['There is no evidence: result.json is missing.'];
    case 'unreadable':
      return [evidence.because];
    case 'running':
      return [`Its result.json says that process ${evidence.result.pid} still runs it.`];
    case 'aborted':
    case 'finished': {
      const { verdict, because } = evidence.result;
      if (verdict !== 'passed') return [`Its verdict is '${verdict}': ${because}`];
      return evidence.state === 'finished' ? [] : ['Its run was aborted.'];
    }
  }
}

async function otherThan(
  { box, hostname, taskHash, releaseRoot, boxRoot }: Claim,
  result: FinishedResult,
  digests: ReturnType<typeof diskDigests>,
): Promise<string[]> {
  const artifact = join(releaseRoot, BOX_DEFAULTS.artifact);
  const runner = join(releaseRoot, result.runner);
  const onDisk = {
    box,
    hostname,
    taskHash,
    digests: await digests({ artifact, runner, boxRoot }),
    // Options are part of the task hash.
    driver: null,
    image: null,
  };
  return disagreements(result, onDisk).map(({ message }) => message);
}

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Evidence, evidencePaths, readEvidence } from '@flightline/core/evidence';
import { classify } from '../../classify';
import type { PlannedBox } from './plan';
import { readReports } from '@flightline/core/report';
import { countJunit } from './count-junit';
import type { BoxFinding, BoxReport } from './report';

interface Where {
  workspaceRoot: string;
  /** Absolute. */
  releaseRoot: string;
  /** Digest of an artifact folder of the release project; null when it does not exist. */
  artifactDigest: (artifact: string) => string | null;
}

/** Everything that stands about one box. Never throws for what it finds. */
export async function readBox(box: PlannedBox, where: Where): Promise<BoxReport> {
  const evidenceDir = join(where.releaseRoot, box.evidenceDir);
  const evidence = readEvidence(evidenceDir, box.name, box.hostname);
  const outcome = outcomeOf(evidence, (digest) => {
    const current = where.artifactDigest(box.artifact);
    return digest !== null && current !== null && digest !== current;
  });
  const paths =
    'paths' in evidence ? evidence.paths : evidencePaths(evidenceDir, box.name, box.hostname);
  const stands = outcome.state !== 'not run';
  const inWorkspace = (path: string) => relative(where.workspaceRoot, path);
  const ifThere = (path: string) => (stands && existsSync(path) ? inWorkspace(path) : null);
  const { files, junit } = stands ? await readReports(paths.reports) : { files: [], junit: [] };
  return {
    box: box.name,
    hostname: box.hostname,
    ...outcome,
    log: ifThere(paths.log),
    console: ifThere(paths.console),
    findings: stands ? await findingsOf(box.name, paths, outcome.verdict === 'passed') : [],
    reports: {
      folder: inWorkspace(paths.reports),
      files,
      junit: junit.map(countJunit),
    },
  };
}

/** A console says much in passing, so it is asked only where something went wrong. */
async function findingsOf(
  box: string,
  paths: { log: string; console: string },
  passed: boolean,
): Promise<BoxFinding[]> {
  const sources = passed ? (['log'] as const) : (['log', 'console'] as const);
  const found: BoxFinding[] = [];
  for (const source of sources) {
    for (const finding of await classify(paths[source], { box }))
      found.push({ ...finding, source });
  }
  return found;
}

type Outcome = Pick<
  BoxReport,
  'state' | 'verdict' | 'green' | 'because' | 'durationMs' | 'startedAt' | 'ofAnotherArtifact'
>;

const NOTHING: Outcome = {
  state: 'not run',
  verdict: null,
  green: false,
  because: 'It has not run.',
  durationMs: null,
  startedAt: null,
  ofAnotherArtifact: false,
};

function outcomeOf(evidence: Evidence, isOther: (digest: string | null) => boolean): Outcome {
  switch (evidence.state) {
    case 'not run':
      return NOTHING;
    case 'unreadable':
      return { ...NOTHING, state: 'unreadable', because: evidence.because };
    case 'running': {
      const { startedAt, pid } = evidence.result;
      return evidence.alive
        ? { ...NOTHING, state: 'running', because: `It is running (process ${pid}).`, startedAt }
        : {
            ...NOTHING,
            state: 'aborted',
            because: `Its process ${pid} is gone and left no result.`,
            startedAt,
          };
    }
    case 'finished':
    case 'aborted': {
      const { verdict, because, durationMs, startedAt, digests } = evidence.result;
      const ofAnotherArtifact = isOther(digests.artifact);
      const green = verdict === 'passed' && !ofAnotherArtifact;
      return {
        state: evidence.state,
        verdict,
        green,
        because:
          verdict === 'passed' && ofAnotherArtifact
            ? 'It passed with another artifact than the one on disk.'
            : because,
        durationMs,
        startedAt,
        ofAnotherArtifact,
      };
    }
  }
}

import { join } from 'node:path';

/** Where everything one run leaves stands; all paths absolute. */
export interface EvidencePaths {
  /** What the runner printed: ANSI stripped, UTF-8. */
  log: string;
  /** What the runner left in the guest's report folder. */
  reports: string;
  /** Folder of the files below. */
  results: string;
  /** The commit mark: written last. */
  result: string;
  junit: string;
  /** Serial console of the machine. */
  console: string;
  /** One line per event. */
  events: string;
  /** Files asked for by `collect`. */
  collected: string;
  /** One folder for each attempt before the last, by number, laid out like the evidence folder. */
  attempts: string;
}

/** The places the runbook names, below the release project's evidence folder. */
export function evidencePaths(evidenceDir: string, box: string, hostname: string): EvidencePaths {
  const results = join(evidenceDir, 'results', box);
  return {
    log: join(evidenceDir, 'logs', `${box}_run.log`),
    reports: join(evidenceDir, 'reports', hostname),
    results,
    result: join(results, 'result.json'),
    junit: join(results, 'junit.xml'),
    console: join(results, 'console.log'),
    events: join(results, 'events.ndjson'),
    collected: join(results, 'collected'),
    attempts: join(results, 'attempts'),
  };
}

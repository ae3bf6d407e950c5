// A box of the driver `qemu` that is run as its executor would run it, with a runner of the test's.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FinishedResult, readEvidence } from '@flightline/core/evidence';
import { takeLease } from '@flightline/core/leases';
import { createRunner } from '@flightline/core/process';
import { recordingReporter } from '@flightline/core/testing';
import { REAL_PARTS } from '../../../packages/vm-run/src/executors/session/parts';
import { vmRun } from '../../../packages/vm-run/src/executors/vm-run/vm-run';

export interface BoxRun {
  result: FinishedResult;
  /** Absolute path of the folder with what came home. */
  reports: string;
  /** Absolute path of what the runner said. */
  log: string;
  /** Codes of the errors it told, in their order. */
  errors: readonly string[];
}

/** Nobody waits for it here: what ends a run of the table ends it long before. In seconds, four times as long under TCG. */
const RUN_LIMIT_S = 900;

/** Runs a script of a POSIX shell in a guest, once. `machines`: the cache folder for what the guest writes. */
export async function runInBox(
  folder: string,
  box: string,
  script: string,
  machines?: string,
): Promise<BoxRun> {
  const release = join(folder, 'product');
  mkdirSync(join(release, 'dist/artifact'), { recursive: true });
  mkdirSync(join(release, 'vms'), { recursive: true });
  writeFileSync(join(release, 'dist/artifact/product'), 'bytes');
  writeFileSync(join(release, 'vms/runner.sh'), `#!/bin/sh\n${script}\n`);
  const project = {
    name: box,
    root: `product/vms/boxes/${box}`,
    tags: ['type:box', 'matrix:product'],
    implicitDependencies: ['product'],
  };
  const reporter = recordingReporter();
  await vmRun(
    {
      ...{ image: 'debian:bookworm', packages: ['python3'], hostname: box, retries: 0 },
      // Over ssh: a connection that drops is among what happens.
      ...{
        warm: false,
        memory: 512,
        cpus: 1,
        timeouts: { run: RUN_LIMIT_S, total: 2 * RUN_LIMIT_S },
      },
    },
    {
      workspaceRoot: folder,
      project,
      projects: {
        [box]: { ...project, targets: {} },
        product: { root: 'product', tags: [], targets: {} },
      },
      target: { name: 'vm-run', cached: true },
      taskHash: '1',
      env: process.env,
      runner: await createRunner(),
      reporter,
      signal: new AbortController().signal,
    },
    {
      ...REAL_PARTS,
      hostChecks: [],
      takeLease: (wanted, ground) =>
        takeLease(wanted, { ...ground, cacheDir: machines ?? ground.cacheDir }),
    },
  );
  const evidence = readEvidence(join(release, 'vms/artifacts'), box, box);
  if (evidence.state !== 'finished') throw new Error(`The evidence is '${evidence.state}'.`);
  return {
    result: evidence.result,
    reports: evidence.paths.reports,
    log: evidence.paths.log,
    errors: reporter.events.flatMap((event) => (event.type === 'error' ? [event.code] : [])),
  };
}

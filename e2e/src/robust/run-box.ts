// A box of the driver `dummy`, run by the built packages in a process of its own, with any script as its runner.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Evidence, readEvidence } from '@flightline/core/evidence';
import { type RunResult, createRunner } from '@flightline/core/process';

const REPOSITORY = join(__dirname, '../../..');

/** Host checks and image are nobody's concern here. The last line says how much memory the process has had. */
const PROGRAM = `
const { runExecutor } = require('@flightline/core/executor');
const { vmRun } = require('./packages/vm-run/dist/executors/vm-run/vm-run.js');
const { REAL_PARTS } = require('./packages/vm-run/dist/executors/session/parts.js');
const { context, options } = JSON.parse(process.argv[1]);
const image = { uri: options.image, disk: '/dev/null', format: 'raw', digest: 'sha256:0' };
const parts = { ...REAL_PARTS, hostChecks: [], provideImage: async () => image };
runExecutor(context, (task) => vmRun(options, task, parts)).then(({ success }) => {
  process.exitCode = success ? 0 : 1;
  console.log('peak KiB ' + process.resourceUsage().maxRSS);
});
`;

/** For a run that hangs; none here takes as long, also on a host that has much else to do. */
const PATIENCE_MS = 900_000;

export interface BoxRun {
  readonly evidence: Evidence;
  readonly process: RunResult;
  readonly peakMiB: number;
}

/** Absolute path of the evidence of a run in a folder. */
export const evidenceIn = (folder: string): string => join(folder, 'product/vms/artifacts');

/** Runs the box in a folder, anew each time; `script` is for a POSIX shell. */
export async function runBox(
  folder: string,
  script: string,
  options: object = {},
): Promise<BoxRun> {
  const release = join(folder, 'product');
  mkdirSync(join(folder, 'run'), { recursive: true, mode: 0o700 });
  mkdirSync(join(release, 'dist/artifact'), { recursive: true });
  mkdirSync(join(release, 'vms'), { recursive: true });
  writeFileSync(join(release, 'dist/artifact/product'), 'bytes');
  writeFileSync(join(release, 'vms/runner.sh'), `#!/bin/sh\n${script}\n`);
  const box = {
    root: 'product/vms/boxes/box',
    tags: ['type:box', 'matrix:product'],
    implicitDependencies: ['product'],
  };
  const context = {
    ...{ root: folder, projectName: 'box' },
    projectsConfigurations: { projects: { product: { root: 'product' }, box } },
    nxJsonConfiguration: {},
  };
  const definition = {
    ...{ driver: 'dummy', image: 'debian:bookworm', hostname: 'box', retries: 0 },
    ...options,
  };
  const words = JSON.stringify({ context, options: definition });
  const ended = await (
    await createRunner()
  ).run([process.execPath, '-e', PROGRAM, words], {
    cwd: REPOSITORY,
    env: { XDG_CACHE_HOME: join(folder, 'cache'), XDG_RUNTIME_DIR: join(folder, 'run') },
    timeout: PATIENCE_MS,
  });
  const peak = /^peak KiB (\d+)$/m.exec(ended.stdout)?.[1];
  return {
    evidence: readEvidence(evidenceIn(folder), 'box', 'box'),
    process: ended,
    peakMiB: Math.round(Number(peak) / 1024),
  };
}

/** The evidence of a run that has come to its end; raises with what the run said when it has not. */
export function finished({ evidence, process: { stdout, stderr } }: BoxRun) {
  if (evidence.state === 'finished') return evidence;
  throw new Error(`The evidence is '${evidence.state}'.\n${stdout.slice(-2000)}${stderr}`);
}

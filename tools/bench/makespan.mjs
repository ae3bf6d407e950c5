import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCT, copyFirstBox, makeRelease } from './boxes.mjs';
import { noNamespaces } from './cached.mjs';
import { notBuilt } from './ground.mjs';
import { partsOf } from './measure.mjs';

/** Seconds that the runner of each box takes. */
const SECONDS = { first: 7, b: 4, c: 12, d: 6, e: 9, f: 3, g: 11, h: 5, i: 8, j: 10 };
const BOXES = Object.keys(SECONDS);
const AT_ONCE = 2;

/** @type {import('./measure.mjs').Benchmark} */
export const makespan = {
  name: 'makespan',
  title: `ten boxes of mixed length with room for ${AT_ONCE}, against the least time that any order could take`,
  goal: { atMost: 1.05 },
  rounds: 3,
  missing: () => notBuilt() ?? noNamespaces(),
  prepare: async (ground) => {
    const workspace = await ground.workspace('makespan');
    await makeRelease(workspace);
    copyFirstBox(workspace, BOXES.slice(1));
    const cases = Object.entries(SECONDS).map(([box, seconds]) => `${box}) sleep ${seconds} ;;`);
    workspace.write(
      `${PRODUCT}/vms/runner.sh`,
      `#!/bin/sh\ncase $FLIGHTLINE_BOX in ${cases.join(' ')} esac\n`,
    );
    await workspace.nx(['run-many', '-t', 'vm-image']);
    const env = { XDG_CACHE_HOME: ground.folder(), FLIGHTLINE_CPUS: String(AT_ONCE) };
    const words = ['run-many', '-t', 'vm-run', '--parallel', String(BOXES.length)];
    const parts = partsOf(async () => {
      const { ms } = await workspace.nx([...words, '--skip-nx-cache'], env);
      return { ...spanOf(workspace), nx: ms };
    });
    return {
      ours: { name: 'from the first that was let in to the end of the last', take: parts('span') },
      peer: { name: 'what they held their shares for, evenly shared out', take: parts('bound') },
      beside: [{ insteadOf: 'ours', name: 'the whole of nx, with its start', take: parts('nx') }],
    };
  },
};

/**
 * @param {import('./ground.mjs').Workspace} workspace
 * @returns {{ span: number, bound: number }}
 */
function spanOf({ root }) {
  const held = BOXES.map((box) => {
    const file = join(root, PRODUCT, 'vms/artifacts/results', box, 'events.ndjson');
    /** @type {{ type: string, phase?: string, time: string }[]} */
    const events = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const end = (/** @type {string} */ name) =>
      Date.parse(
        events.find(({ type, phase }) => type === 'phase-ended' && phase === name)?.time ?? '',
      );
    return { from: end('admit'), to: end('destroy') };
  });
  const lengths = held.map(({ from, to }) => to - from);
  const sum = lengths.reduce((all, one) => all + one, 0);
  return {
    span: Math.max(...held.map(({ to }) => to)) - Math.min(...held.map(({ from }) => from)),
    bound: Math.max(sum / AT_ONCE, ...lengths),
  };
}

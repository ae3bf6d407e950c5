// The whole program over examples/hardening with one thing wrong at a time: that is found, and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES, type Stage } from '@flightline/core/check';
import { temporaryFolder } from '@flightline/core/testing';
import { CHECKS } from '../checks';
import { preflight } from '../executors/preflight/preflight';
import type { PreflightReport } from '../executors/preflight/report';
import type { Defect } from './defect';
import { DEFECTS } from './defects';
import { Example } from './example';

const ALL = DEFECTS.flatMap(([, defects]) => defects);

const CLEAN = { success: true, told: [], found: {} };

/** What these say follows from the very host they are asked on: its processor, memory, disks and firmware. */
const OF_THE_HOST = ['accelerator', 'room', 'disk-space', 'uefi-firmware'];
const ASKED = CHECKS.filter(({ id }) => !OF_THE_HOST.includes(id));

/** All answers that are neither pass nor skip, by check, and what they say. */
async function ask(app: Example, stage: Stage = 'source', options: { fix?: boolean } = {}) {
  const success = await preflight({ ...options, stage }, app.task(stage), { checks: ASKED });
  const path = join(app.workspaceRoot, 'app/dist/preflight', stage, 'preflight.json');
  const { results } = JSON.parse(readFileSync(path, 'utf8')) as PreflightReport;
  const open = results.filter(({ outcome: { status } }) => status !== 'pass' && status !== 'skip');
  const told = open.flatMap(({ outcome }) => [
    ...('because' in outcome ? [outcome.because] : []),
    ...('problems' in outcome ? (outcome.problems ?? []) : []).map(({ message }) => message),
  ]);
  return {
    success,
    told,
    found: Object.fromEntries(open.map(({ id, outcome }) => [id, outcome.status])),
  };
}

it.each(STAGES)('are all that there is to say in stage %s', async (stage) => {
  const { path, remove } = temporaryFolder();
  expect(await ask(new Example(path), stage)).toEqual(CLEAN);
  remove();
});

describe.each(DEFECTS)('%s', (_family, defects) => {
  it.each(defects.map((defect): [string, Defect] => [defect.what, defect]))(
    '%s',
    async (_what, { make, stage, found, says }) => {
      const { path, remove } = temporaryFolder();
      const app = new Example(path);
      make(app);
      const answer = await ask(app, stage);
      expect(answer.found).toEqual(found);
      const isRed = Object.values(found).some((status) => status !== 'warn');
      expect(answer.success).toBe(!isRed);
      expect(answer.told.join('\n')).toContain(says ?? '');
      remove();
    },
    60_000,
  );
});

it.each(
  ALL.filter(({ mended }) => mended).map((defect): [string, Defect] => [defect.what, defect]),
)(
  '%s is mended',
  async (_what, { make, stage }) => {
    const { path, remove } = temporaryFolder();
    const app = new Example(path);
    make(app);
    // What it found is about files that are no more.
    expect((await ask(app, stage, { fix: true })).success).toBe(false);
    expect(await ask(app, stage)).toEqual(CLEAN);
    remove();
  },
  60_000,
);

it('are several of each check, and near misses beside', () => {
  const near = ALL.filter(({ found }) => Object.keys(found).length === 0);
  const once = ASKED.filter(({ id }) => ALL.filter(({ found }) => id in found).length < 2);
  expect(once.map(({ id }) => id)).toEqual(['leftovers']);
  expect(ALL.length - near.length).toBeGreaterThanOrEqual(75);
  expect(near.length).toBeGreaterThanOrEqual(30);
});

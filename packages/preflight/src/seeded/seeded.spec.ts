// The whole program over examples/hardening with one thing wrong at a time: that is found, and nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { preflight } from '../executors/preflight/preflight';
import type { PreflightReport } from '../executors/preflight/report';
import type { Defect } from './defect';
import { DEFECTS } from './defects';
import { Example } from './example';

const CLEAN = { success: true, told: [], found: {} };

/** All answers that are neither pass nor skip, by check, and what they say. */
async function ask(app: Example, options: { fix?: boolean } = {}) {
  const success = await preflight({ ...options, ownChecks: 'none.ts' }, app.task());
  const path = join(app.workspaceRoot, 'app/dist/preflight/source/preflight.json');
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

it('is all that there is to say without a defect', async () => {
  const { path, remove } = temporaryFolder();
  expect(await ask(new Example(path))).toEqual(CLEAN);
  remove();
});

describe.each(DEFECTS)('%s', (_family, defects) => {
  it.each(defects.map((defect): [string, Defect] => [defect.what, defect]))(
    '%s',
    async (_what, { make, found, says, mended }) => {
      const { path, remove } = temporaryFolder();
      const app = new Example(path);
      make(app);
      const answer = await ask(app);
      expect(answer.found).toEqual(found);
      expect(answer.success).toBe(!Object.values(found).includes('fail'));
      expect(answer.told.join('\n')).toContain(says ?? '');
      if (mended === true) await ask(app, { fix: true });
      expect(await ask(app)).toEqual(mended === true ? CLEAN : answer);
      remove();
    },
    60_000,
  );
});

it('are at least thirty, and near misses beside', () => {
  const all = DEFECTS.flatMap(([, defects]) => defects);
  const misses = all.filter(({ found }) => Object.keys(found).length === 0);
  expect(all.length - misses.length).toBeGreaterThanOrEqual(30);
  expect(misses.length).toBeGreaterThanOrEqual(8);
});

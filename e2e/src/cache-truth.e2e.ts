// budget: 2 min, beside others
// A sample of the campaign that `npm run cache-truth` is; one trial of each kind and mode.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunner } from '@flightline/core/process';
import { Campaign } from './cache-truth/campaign';
import { MODES, type Mode } from './cache-truth/modes';
import type { ModeName } from './cache-truth/mutation';
import { FAMILIES } from './cache-truth/mutations';
import { EVERY_BOX } from './cache-truth/product';
import { planTrials } from './cache-truth/trials';
import { BUILDAH, describeWith } from './tools';

const SAMPLE: readonly (readonly [mode: ModeName, title: string])[] = [
  ['plain', 'artifact: one byte of a source file'],
  ['alone', 'artifact folder: one byte, and no build'],
  ['alone', 'evidence: a verdict edited'],
  ['clone', 'documents: a comment in the Vagrantfile'],
  ['clone', 'options: jammy {"cpus":2}'],
  ['remote', 'documents: the README of the product removed'],
  ['daemon', 'runner: one byte of the runner'],
  ['daemon', 'evidence: one result.json removed'],
];

const QEMU_IMG = { command: 'qemu-img', package: 'qemu-utils' };
const UNSHARE = { command: 'unshare', package: 'util-linux' };

describeWith('a cache that tells the truth', [...BUILDAH, QEMU_IMG, UNSHARE], () => {
  const scratch = mkdtempSync(join(tmpdir(), 'flightline-e2e-'));
  let campaign: Campaign | undefined;
  const running = () => {
    if (campaign === undefined) throw new Error('The campaign did not start.');
    return campaign;
  };

  beforeAll(async () => {
    campaign = await Campaign.start(scratch, await createRunner(), () => undefined);
  }, 400_000);
  afterAll(async () => {
    await campaign?.close();
    rmSync(scratch, { recursive: true, force: true });
  }, 60_000);

  it.each(SAMPLE)(
    '%s: after %s',
    async (mode, title) => {
      const [trial] = planTrials(FAMILIES, { only: title, mode });
      if (trial === undefined) throw new Error(`There is no trial '${title}' in mode '${mode}'.`);
      const { problems } = await running().try(trial.mutation, trial.mode);
      expect(problems).toEqual([]);
    },
    120_000,
  );

  it('passes when a remote cache refuses what it has got meanwhile', async () => {
    const { remote } = running();
    remote.requests.length = 0;
    for (const hash of remote.entries.keys()) remote.hidden.add(hash);
    const mode = { ...modeOf('remote'), remote: 'write' } as const;
    const { problems } = await running().try({ title: 'late', runs: EVERY_BOX }, mode);
    remote.hidden.clear();
    expect(problems).toEqual([]);
    const puts = remote.requests.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ status }) => status)).toContain(409);
  }, 120_000);

  it('passes when a remote cache may only be read', async () => {
    const { remote } = running();
    remote.requests.length = 0;
    const [trial] = planTrials(FAMILIES, { only: 'box: leap: a file removed', mode: 'remote' });
    if (trial === undefined) throw new Error('There is no such trial.');
    const { problems } = await running().try(trial.mutation, trial.mode);
    expect(problems).toEqual([]);
    const puts = remote.requests.filter(({ method }) => method === 'PUT');
    expect(new Set(puts.map(({ status }) => status))).toEqual(new Set([403]));
  }, 120_000);
});

function modeOf(name: ModeName): Mode {
  const mode = MODES.find((one) => one.name === name);
  if (mode === undefined) throw new Error(`There is no mode '${name}'.`);
  return mode;
}

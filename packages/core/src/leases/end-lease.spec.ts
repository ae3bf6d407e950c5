import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endLease } from '../../bin/end-lease.js';
import { createRunner, lifeOf, ownLife } from '../process';
import { temporaryFolder } from '../testing';

const OLD = new Date('2020-01-01T00:00:00.000Z');

/** A keeper that, told to end, leaves the evidence to the run, and the rest to whoever told it. */
const KEEPER = `
const { readFileSync, writeFileSync } = require('node:fs');
const [file] = process.argv.slice(1);
process.on('SIGTERM', () => {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file)), evidence: null }));
  process.exit();
});
setInterval(() => undefined, 1000);
console.log('ready');
`;

describe('endLease', () => {
  const home = temporaryFolder();
  afterAll(home.remove);

  function given(id: string, change: object = {}): string {
    const file = join(home.path, 'machines', id, 'lease.json');
    const runtime = join(home.path, 'run', id);
    const ids = { schemaVersion: 1, id, uid: process.getuid?.() };
    const nothing = { keeper: null, machine: null, evidence: null };
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...ids, runtime, ...nothing, ...change }));
    return file;
  }

  it.each([
    ['was killed', JSON.stringify({ ...ownLife(), startedAt: '1' })],
    ['could not even write down who it is', ''],
  ])('goes on where one ended that %s', async (_name, turn) => {
    const file = given('m-turn');
    writeFileSync(join(file, '../ending.json'), turn);
    utimesSync(join(file, '../ending.json'), OLD, OLD);
    await endLease(file, '');
    expect(existsSync(join(file, '..'))).toBe(false);
  });

  it('heeds what the keeper wrote last', async () => {
    const evidence = join(home.path, 'evidence');
    const staging = join(evidence, '.staging/run-1');
    const [result, will] = [join(evidence, 'results/a/result.json'), join(staging, 'will.json')];
    const running = { schemaVersion: 1, state: 'running', box: 'a', staging: '.staging/run-1' };
    for (const [path, content] of [
      [result, running],
      [will, { ...running, state: 'aborted' }],
    ] as const) {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, JSON.stringify(content));
    }
    const file = given('m-keeper');
    const keeper = (await createRunner()).start([process.execPath, '-e', KEEPER, file]);
    if (keeper.stdout === undefined) throw new Error('The keeper has no stdout.');
    for await (const line of createInterface({ input: keeper.stdout })) if (line === 'ready') break;
    const life = lifeOf(keeper.pid ?? 0);
    given('m-keeper', { keeper: life, evidence: { result, staging, will, moves: [] } });
    await endLease(file, '');
    expect([existsSync(file), existsSync(staging)]).toEqual([false, true]);
    expect(JSON.parse(readFileSync(result, 'utf8'))).toEqual(running);
  });
});

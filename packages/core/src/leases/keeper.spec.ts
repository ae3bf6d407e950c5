import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { linkRuntime } from '../../bin/runtime-folder.js';
import { createRunner, ownLife, userId } from '../process';
import { temporaryFolder } from '../testing';
import type { Lease } from './lease';

const KEEPER = join(__dirname, '../../bin/keeper.js');

/** Sets the clock that people read back by a day, as soon as it has been read once. */
const STEP = `
const now = Date.now;
Date.now = () => (setImmediate(() => (Date.now = () => now() - 24 * 3_600_000)), now());
`;

describe('a keeper', () => {
  const home = temporaryFolder('fl-');
  afterAll(home.remove);

  function leaseFor(ms: number): { file: string; runtime: string } {
    const file = join(home.path, 'machines/m-1/lease.json');
    const runtime = join(home.path, 'm-1');
    for (const folder of [dirname(file), runtime]) mkdirSync(folder, { recursive: true });
    const deadline = new Date(Date.now() + ms).toISOString();
    const lease: Lease = {
      ...{ schemaVersion: 1, id: 'm-1', box: 'a', purpose: 'run', workspace: '/w', uid: userId() },
      ...{ takenAt: deadline, deadline, owner: ownLife(), keeper: null, machine: null, runtime },
      ...{ evidence: null, entry: null },
    };
    writeFileSync(file, JSON.stringify(lease));
    linkRuntime(runtime, file);
    return { file, runtime };
  }

  it('ends at its deadline though the clock was set back meanwhile', async () => {
    const { file, runtime } = leaseFor(1000);
    const [clock, socket] = [join(home.path, 'clock.js'), join(runtime, 'keeper.sock')];
    writeFileSync(clock, STEP);
    const server = createServer((line) => line.resume()).listen(socket);
    const runner = await createRunner();
    const keeper = runner.start([process.execPath, '-r', clock, KEEPER, file, socket]);
    await expect(keeper.exited).resolves.toMatchObject({ exitCode: 0 });
    expect([existsSync(dirname(file)), existsSync(runtime)]).toEqual([false, false]);
    server.close();
  }, 60_000);
});

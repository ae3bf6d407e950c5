import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fakeRunner, temporaryFolder } from '../testing';
import { callKeeper } from './keeper-line';
import { startMachine } from './machine-handle';

/** A keeper that starts its machine and answers nothing from then on, as one that is stopped does. */
const HANGS = {
  effect: (argv: readonly string[]) =>
    new Promise<void>((resolve) => {
      const socket = connect(argv.at(-1) ?? '');
      socket.on('connect', () => socket.write('{"event":"ready"}\n'));
      socket.once('data', () => socket.write('{"id":1,"ok":true,"pid":7}\n'));
      socket.on('close', () => resolve());
    }),
};

describe('a keeper that hangs', () => {
  const home = temporaryFolder('fl-');
  afterAll(home.remove);

  it('counts as lost with its machine, so that nobody waits for either for ever', async () => {
    const line = await callKeeper({
      ...{ file: join(home.path, 'lease.json'), runtime: home.path, env: {}, answerMs: 50 },
      runner: fakeRunner({ 'setsid --fork *': HANGS }),
    });
    const lost = once(line.events, 'lost');
    const machine = await startMachine(line, ['machine'], 50);
    await expect(machine.stop()).resolves.toMatchObject({ ending: 'signalled' });
    await lost;
    await expect(line.ask('clear')).rejects.toMatchObject({ code: 'KEEPER_LOST' });
  });
});

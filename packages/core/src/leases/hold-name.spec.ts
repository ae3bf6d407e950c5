import { createInterface } from 'node:readline';
import { createRunner } from '../process';
import { holdingName } from './index';

const PATIENT_MS = 60_000;

describe('holdingName', () => {
  const name = `spec ${process.pid}`;

  it('lets one after the other', async () => {
    const said: string[] = [];
    const turn = (who: string) =>
      holdingName(name, PATIENT_MS, async () => {
        said.push(`${who} begins`);
        await new Promise(setImmediate);
        said.push(`${who} ends`);
      });
    await Promise.all(['a', 'b', 'c'].map(turn));
    const order = said.flatMap((line) => (line.endsWith('begins') ? [line.slice(0, 1)] : []));
    expect(said).toEqual(order.flatMap((who) => [`${who} begins`, `${who} ends`]));
    expect(order.sort()).toEqual(['a', 'b', 'c']);
  });

  it('holds nobody up under another name, and is free after a failure', async () => {
    const both = () => holdingName(`${name} too`, PATIENT_MS, () => Promise.resolve('in'));
    await expect(holdingName(name, PATIENT_MS, both)).resolves.toBe('in');
    const fails = () => Promise.reject(new Error('no'));
    await expect(holdingName(name, PATIENT_MS, fails)).rejects.toThrow('no');
    await expect(holdingName(name, 0, () => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('is held against other processes, and free when its holder is killed', async () => {
    const script = `
      const { holdingName } = require('./packages/core/src/leases/hold-name');
      holdingName(process.argv[1], 0, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)); });
    `;
    const holder = (await createRunner()).start(
      [process.execPath, '-r', '@swc-node/register', '-e', script, name],
      { cwd: `${__dirname}/../../../..` },
    );
    if (holder.stdout === undefined) throw new Error('The holder has no stdout.');
    for await (const line of createInterface({ input: holder.stdout })) if (line === 'held') break;
    const use = () => Promise.resolve('in');
    await expect(holdingName(name, 0, use)).resolves.toBeUndefined();
    holder.kill('SIGKILL');
    await expect(holdingName(name, PATIENT_MS, use)).resolves.toBe('in');
  }, 60_000);
});

import type { GuestResult } from '../../channels/channel';
import type { MachineSpec } from '../driver';
import { awaitCloudInit } from './cloud-init';

const never = new AbortController().signal;

const image = { uri: 'https://x/d', disk: '/d', format: 'raw', digest: 'sha256:0' } as const;
const spec: MachineSpec = {
  ...{
    box: 'one',
    memory: 1024,
    cpus: 1,
    disk: 8,
    firmware: 'bios',
    warm: false,
    hostname: 'one',
    image,
  },
  ...{ user: 'tester', network: 'isolated', consoleLog: '/c.log', bootTimeout: 1000 },
};
const seeded: MachineSpec = { ...spec, image: { ...image, seed: 'nocloud' } };

const ask = (exitCode: number, stdout: string) => {
  const result: GuestResult = {
    durationMs: 1,
    ending: 'exited',
    exitCode,
    stdout,
    stderr: '',
    truncated: false,
  };
  return awaitCloudInit(seeded, { exec: () => Promise.resolve(result) }, never);
};

it.each([
  ['it is done', 0, 'status: done'],
  ['it is done and complains', 2, 'status: done\nextended_status: degraded done'],
])('a machine is ready when cloud-init says that %s', async (_, exitCode, stdout) => {
  await expect(ask(exitCode, stdout)).resolves.toBeUndefined();
});

it('a machine is broken when cloud-init failed, and says what it said', async () => {
  await expect(ask(1, '......\nstatus: error\ndetail:\nno user\n')).rejects.toMatchObject({
    code: 'BOOT_BROKEN',
    problems: [{ message: 'status: error' }, { message: 'detail:' }, { message: 'no user' }],
  });
});

it('a machine with an image of ours is not asked', async () => {
  const exec = () => Promise.reject(new Error('It was asked.'));
  await expect(awaitCloudInit(spec, { exec }, never)).resolves.toBeUndefined();
});

import type { MachineSpec } from '../driver';
import { enterCommand, holdCommand } from './plan';

const spec: MachineSpec = {
  ...{
    box: 'bookworm',
    hostname: 'host',
    user: 'tester',
    network: 'isolated',
    disk: 8,
    firmware: 'bios',
    warm: false,
  },
  ...{ memory: 512, cpus: 1, consoleLog: '/logs/console.log', bootTimeout: 1000 },
  image: { uri: 'file:disk.raw', disk: '/disk.raw', format: 'raw', digest: 'sha256:0' },
};

describe('holdCommand', () => {
  it('names the machine, so that it is known in a list of processes', () => {
    expect(holdCommand(spec).slice(-5)).toEqual([
      'flightline-bookworm',
      ...['host', 'tester', '1000', '/home/tester'],
    ]);
  });

  it.each(['--user', '--mount', '--pid', '--net', '--kill-child'])('has %s', (word) => {
    expect(holdCommand(spec)).toContain(word);
  });
});

describe('enterCommand', () => {
  it.each([
    ['tester', '--map-user=1000', 'HOME=/home/tester'],
    ['root', '--map-user=0', 'HOME=/root'],
  ])('is %s inside, who may change no mounts', (user, ...words) => {
    expect(enterCommand(7, user, 'true')).toEqual(expect.arrayContaining(['unshare', ...words]));
  });

  it("hands on nothing of the caller's environment, and the code as it is", () => {
    const argv = enterCommand(7, 'tester', "exec 'a b'");
    expect(argv.slice(argv.indexOf('env'), argv.indexOf('env') + 2)).toEqual(['env', '-i']);
    expect(argv.at(-1)).toBe("cd || exit\nexec 'a b'");
  });
});

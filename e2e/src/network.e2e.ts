// budget: 3 min, beside others
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../packages/vm-run/src/drivers';
import { GuestFactory } from './boot-watch/guests';
import { Services, listensOn } from './network/listeners';
import { QEMU, describeWith } from './tools';

const PROBE = readFileSync(join(__dirname, 'network/probe.py'));

/** `tcp`, `udp` or `ping`, a host and a port. */
type Way = readonly [how: string, host: string, port: number];

/** Beside the services of this host: QEMU's name server, everybody who listens, and other networks (RFC 5737, 3849). */
const OTHER_WAYS: readonly Way[] = [
  ['udp', '10.0.2.3', 53],
  ['tcp', '10.0.2.3', 53],
  ['udp', '224.0.0.251', 5353],
  ['udp', '239.255.255.250', 1900],
  ['udp', '255.255.255.255', 67],
  ['tcp', '198.51.100.1', 80],
  ['udp', '198.51.100.1', 53],
  ['ping', '198.51.100.1', 0],
  ['tcp', '2001:db8::1', 80],
];

describeWith('the network of a guest', QEMU, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-network-'));
  let guests: GuestFactory;
  let services: Services;
  beforeAll(async () => {
    guests = await GuestFactory.in(folder);
    services = await Services.start();
  }, 240_000);
  afterEach(() => guests.end());
  afterAll(() => {
    services.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const servicesAs = (): Way[] =>
    services.all.flatMap(({ seenAs, tcp, udp }): Way[] => [
      ['tcp', seenAs, tcp],
      ['udp', seenAs, udp],
    ]);

  const answering = async ({ channel }: Machine, ways: readonly Way[]) => {
    const { stdout, stderr, exitCode } = await channel.exec(
      ['sudo', '-n', 'python3', '-', ...ways.flat().map(String)],
      { stdin: PROBE, timeout: 120_000 },
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout.split('\n').filter((line) => line !== '');
  };

  /** 127.0.0.1 and the port that leads to the guest's sshd, as /proc/net writes it. */
  const wayIn = ({ port = '' }: Record<string, string>) =>
    `0100007F:${Number(port).toString(16).toUpperCase().padStart(4, '0')}`;

  it('has no way out when it is isolated', async () => {
    const machine = await guests.boot({ image: guests.sound, network: 'isolated' }).machine;
    const own: Way[] = services.all
      .filter(({ seenAs }) => !seenAs.includes(':') && !seenAs.startsWith('10.0.2.'))
      .map(({ seenAs }) => ['ping', seenAs, 0]);
    const ways = [...servicesAs(), ...own, ...OTHER_WAYS];
    expect([await answering(machine, ways), services.heard]).toEqual([[], 0]);
    expect(listensOn(machine.describe()['pid'] ?? '')).toEqual([wayIn(machine.describe())]);
  }, 300_000);

  it('has one when it is outbound, and still nobody gets in', async () => {
    const machine = await guests.boot({ image: guests.sound, network: 'outbound' }).machine;
    const ways = servicesAs();
    expect(await answering(machine, ways)).toEqual(ways.map((way) => way.join(' ')));
    expect(services.heard).toBe(ways.length);
    expect(listensOn(machine.describe()['pid'] ?? '')).toEqual([wayIn(machine.describe())]);
  }, 300_000);
});

// Services of this host that a guest may try to reach, and what listens for a machine.
import { once } from 'node:events';
import { type Socket, createSocket } from 'node:dgram';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Someone who answers over TCP and UDP, by the address under which a guest would look for it. */
export interface Service {
  seenAs: string;
  tcp: number;
  udp: number;
}

/** Where QEMU's user network shows the loopback of its host. */
const GATEWAYS: Readonly<Record<string, string>> = { '127.0.0.1': '10.0.2.2', '::1': 'fec0::2' };

/** Of each kind of address of this host one: loopback and not, IPv4 and IPv6. */
function addressesOfHost(): string[] {
  const usable = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address }) => !address.startsWith('fe80'));
  const kinds = new Map(
    usable.map(({ family, internal, address }) => [`${family} ${internal}`, address]),
  );
  return [...kinds.values()];
}

/** Services on the addresses of this host. They count who came. */
export class Services {
  heard = 0;
  readonly all: Service[] = [];
  private readonly servers: (Server | Socket)[] = [];

  static async start(): Promise<Services> {
    const services = new Services();
    for (const address of addressesOfHost()) await services.listen(address);
    return services;
  }

  end(): void {
    for (const server of this.servers) server.close();
  }

  private async listen(address: string): Promise<void> {
    const tcp = createServer((socket) => {
      this.heard += 1;
      socket.on('error', () => undefined).end();
    });
    const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    udp.on('message', (_words, { address: from, port }) => {
      this.heard += 1;
      udp.send('here', port, from);
    });
    this.servers.push(tcp, udp);
    await once(tcp.listen(0, address), 'listening');
    await once(udp.bind(0, address), 'listening');
    const { port } = tcp.address() as AddressInfo;
    const seenAs = GATEWAYS[address] ?? address;
    this.all.push({ seenAs, tcp: port, udp: udp.address().port });
  }
}

/** TCP's state LISTEN in /proc/net (include/net/tcp_states.h). */
const LISTEN = '0A';

/** Local addresses, as /proc/net writes them, on which a process waits for TCP connections. */
export function listensOn(pid: string): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    }),
  );
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'latin1').trim().split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN && sockets.has(fields[9] ?? ''))
    .map((fields) => fields[1] ?? '');
}

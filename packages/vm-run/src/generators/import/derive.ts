import { BOX_DEFAULTS, type BoxDefinition } from '@flightline/core/model';
import type { ProviderSettings, VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { type KnownImage, knownImageOf } from '../../images/known-images';
import { imageOptions } from '../image-options';
import type { Answer, Import } from './import';
import type { Os } from './record';

/** What follows from a machine for its box. */
export interface Derived {
  os: Os;
  options: BoxDefinition;
  /** Whole sentences. */
  remarks: readonly string[];
}

/** What a machine gets when its Vagrantfile says nothing. */
const SIZES: Readonly<Record<Os, { memory: number; cpus: number }>> = {
  linux: { memory: BOX_DEFAULTS.memory, cpus: BOX_DEFAULTS.cpus },
  windows: { memory: 4096, cpus: 2 },
};

/** Decides the options of a machine's box; `hostname` is the one found for it among all machines. */
export function derive(machine: VagrantMachine, wanted: Import, hostname: string): Derived {
  const answer = wanted.answers?.[machine.name] ?? {};
  const provider = chosenProvider(machine, wanted.provider);
  const box = vagrantBox(machine, provider, answer);
  const known = wanted.driver === 'qemu' ? imageOf(box) : undefined;
  const os = osOf(machine);
  const source: BoxDefinition =
    known === undefined ? { driver: 'vagrant', image: vagrantImage(box) } : imageOptions(known);
  const fallback = known === undefined ? SIZES[os] : { ...SIZES[os], memory: known.memory };
  return {
    os,
    options: {
      ...source,
      memory: answer.memory ?? provider.memory ?? fallback.memory,
      cpus: answer.cpus ?? provider.cpus ?? fallback.cpus,
      hostname,
    },
    remarks: remarksOn(machine.name, box, wanted, known),
  };
}

/** Bytes from an address of its own may be anything, whatever the box is called. */
function imageOf({ name, urls }: VagrantBox): KnownImage | undefined {
  return urls.length > 0 ? undefined : knownImageOf(name);
}

function remarksOn(
  machine: string,
  box: VagrantBox,
  { driver }: Import,
  known: KnownImage | undefined,
): string[] {
  const { name, version = '', urls } = box;
  const rules: readonly (readonly [holds: boolean, says: string])[] = [
    [
      known === undefined && urls.length === 0 && driver === 'qemu',
      `Box '${machine}' stays with the driver 'vagrant': no known image carries the system of '${name}'.`,
    ],
    [
      urls.length > 0 && driver === 'qemu',
      `Box '${machine}' stays with the driver 'vagrant': '${name}' comes from ${urls.join(', ')}, and no known image is the same.`,
    ],
    [
      urls.length > 0 && driver === 'vagrant',
      `Box '${machine}' takes '${name}' by its name alone: its address ${urls.join(', ')} is not part of the image URI.`,
    ],
    [
      known === undefined && isRange(box),
      `Box '${machine}' takes the newest '${name}': '${version}' names no single version. Name one with --set ${machine}.box=${name}@<version>.`,
    ],
    [
      known !== undefined && VERSION.test(version),
      `Box '${machine}' boots the cloud image '${known?.name ?? ''}' as it is today, not version '${version}' of '${name}'.`,
    ],
  ];
  return rules.filter(([holds]) => holds).map(([, says]) => says);
}

interface VagrantBox {
  name: string;
  version: string | undefined;
  urls: readonly string[];
}

function vagrantBox(
  machine: VagrantMachine,
  provider: ProviderSettings,
  answer: Answer,
): VagrantBox {
  const [name, version] = (answer.box ?? '').split('@');
  if (name !== undefined && name !== '') return { name, version, urls: [] };
  const urls = provider.boxUrls ?? machine.boxUrls;
  // The machine's version is one of the machine's box, and a box of another name need not have it.
  if (provider.box !== undefined && provider.box !== machine.box)
    return { name: provider.box, version: provider.boxVersion, urls };
  return { name: machine.box ?? '', version: provider.boxVersion ?? machine.boxVersion, urls };
}

/** The Vagrant box that each provider of a machine would use, by provider; without those that have none. */
export function boxesByProvider(machine: VagrantMachine): ReadonlyMap<string, string> {
  const boxes = Object.entries(machine.providers).map(([name, provider]): [string, VagrantBox] => [
    name,
    vagrantBox(machine, provider, {}),
  ]);
  return new Map(
    boxes
      .filter(([, box]) => box.name !== '')
      .map(([name, box]) => [name, [box.name, box.version ?? ''].join(' ').trim()]),
  );
}

const VERSION = /^=?\s*(\d[\w.+-]*)$/;

function vagrantImage({ name, version = '' }: VagrantBox): string {
  const exact = VERSION.exec(version)?.[1];
  return exact === undefined ? `vagrant:${name}` : `vagrant:${name}@${exact}`;
}

function isRange({ version }: VagrantBox): boolean {
  return version !== undefined && !VERSION.test(version);
}

/** The name of the provider that counts, and what it says. */
export function providerName(
  { providers }: Pick<VagrantMachine, 'providers'>,
  wanted?: string,
): string | undefined {
  const speaks = ({ memory, cpus, box, boxVersion }: ProviderSettings) =>
    [memory, cpus, box, boxVersion].some((said) => said !== undefined);
  return wanted ?? Object.keys(providers).find((name) => speaks(providers[name] ?? {}));
}

function chosenProvider(machine: VagrantMachine, wanted?: string): ProviderSettings {
  return machine.providers[providerName(machine, wanted) ?? ''] ?? {};
}

function osOf({ guest, communicator }: VagrantMachine): Os {
  const windows = guest === 'windows' || ['winrm', 'winssh'].includes(communicator ?? '');
  return windows ? 'windows' : 'linux';
}

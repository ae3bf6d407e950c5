import { BOX_DEFAULTS, type BoxDefinition } from '@flightline/core/model';
import type { ProviderSettings, VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { knownImageOf } from '../../images/known-images';
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
  const known = wanted.driver === 'qemu' ? knownImageOf(box.name) : undefined;
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
    remarks: known === undefined ? remarksOn(machine.name, box, wanted) : [],
  };
}

function remarksOn(machine: string, box: VagrantBox, { driver }: Import): string[] {
  const rules: readonly (readonly [holds: boolean, says: string])[] = [
    [
      driver === 'qemu',
      `Box '${machine}' stays with the driver 'vagrant': no known image carries the system of '${box.name}'.`,
    ],
    [
      isRange(box),
      `Box '${machine}' takes the newest '${box.name}': '${box.version ?? ''}' names no single version. Name one with --set ${machine}.box=${box.name}@<version>.`,
    ],
  ];
  return rules.filter(([holds]) => holds).map(([, says]) => says);
}

interface VagrantBox {
  name: string;
  version: string | undefined;
}

function vagrantBox(
  machine: VagrantMachine,
  provider: ProviderSettings,
  answer: Answer,
): VagrantBox {
  const [name, version] = (answer.box ?? '').split('@');
  if (name !== undefined && name !== '') return { name, version };
  if (provider.box !== undefined)
    return { name: provider.box, version: provider.boxVersion ?? machine.boxVersion };
  return { name: machine.box ?? '', version: provider.boxVersion ?? machine.boxVersion };
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
  const speaks = ({ memory, cpus }: ProviderSettings) => memory !== undefined || cpus !== undefined;
  return wanted ?? Object.keys(providers).find((name) => speaks(providers[name] ?? {}));
}

function chosenProvider(machine: VagrantMachine, wanted?: string): ProviderSettings {
  return machine.providers[providerName(machine, wanted) ?? ''] ?? {};
}

function osOf({ guest, communicator }: VagrantMachine): Os {
  const windows = guest === 'windows' || ['winrm', 'winssh'].includes(communicator ?? '');
  return windows ? 'windows' : 'linux';
}

import type { FinishedResult } from '@flightline/core/evidence';
import type { BoxOptions } from '@flightline/core/model';
import type { BoxReport } from '../executors/triage/report';

/** Distributions that share packages and a way to do things. */
const FAMILIES: readonly (readonly [family: string, names: RegExp])[] = [
  ['debian', /^(?:debian|ubuntu|linux mint|kali)/i],
  ['redhat', /^(?:alma|rocky|red hat|centos|fedora|oracle|amazon)/i],
  ['suse', /^(?:opensuse|suse|sles)/i],
  ['alpine', /^alpine/i],
  ['arch', /^arch/i],
  ['windows', /^(?:microsoft )?windows/i],
];

/** What may separate boxes: what the guest said of itself, and what the machine was. */
export function factsOf(
  { guest, machine }: Pick<FinishedResult, 'guest' | 'machine'>,
  { firmware, network }: Pick<BoxOptions, 'firmware' | 'network'>,
): BoxReport['facts'] {
  const { os = '', libc = '', libstdcxx, python, kernel, arch } = guest;
  const { memory, cpus, image, driver, accelerator } = machine;
  const family = FAMILIES.find(([, names]) => names.test(os))?.[0];
  const [, glibc] = /^glibc (\S+)/.exec(libc) ?? [];
  const facts = {
    ...{
      os: os === '' ? undefined : os,
      family,
      glibc,
      'libstdc++': libstdcxx,
      python,
      kernel,
      arch,
    },
    ...{ memory, cpus, image, driver, accelerator: accelerator ?? undefined, firmware, network },
  };
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number] => entry[1] !== undefined,
    ),
  );
}

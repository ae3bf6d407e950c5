// Names that the options use and the Vagrantfile does not: what was given now is a mistake, what is remembered from
// an earlier run is out of date.
import type { Problem } from '@flightline/core/errors';
import type { VagrantfileReading } from '@flightline/core/readers/vagrantfile';
import type { Takeover } from '../import/import';
import type { MatrixRequest } from './request';
import type { MatrixGeneratorSchema } from './schema';

/** Machines and providers that the options name and the Vagrantfile does not. */
export function nameProblems(
  { machines = [], provider = '' }: MatrixGeneratorSchema,
  { answered }: Pick<MatrixRequest, 'answered'>,
  reading: VagrantfileReading,
): Problem[] {
  const { names, providers } = namesIn(reading);
  const asked = machines.includes('*') ? [] : machines;
  return [
    ...unknownNames('machines', 'machine', asked, names),
    ...unknownNames('set', 'machine', answered, names),
    ...unknownNames('provider', 'provider', provider === '' ? [] : [provider], providers),
  ];
}

/** The import without what no longer means anything, and a sentence for each thing left out. */
export function withoutStale(
  wanted: Takeover,
  reading: VagrantfileReading,
): { wanted: Takeover; remarks: string[] } {
  // A machine that could not be named may be the one that is meant.
  if (reading.unknown.length > 0) return { wanted, remarks: [] };
  const { names, providers } = namesIn(reading);
  const { machines, answers, provider, ...rest } = wanted;
  const current = Object.entries(answers ?? {}).filter(([name]) => names.includes(name));
  const stale = [...(machines ?? []), ...Object.keys(answers ?? {})].filter(
    (name) => !names.includes(name),
  );
  const hasProvider = provider !== undefined && providers.includes(provider);
  return {
    wanted: {
      ...rest,
      ...(hasProvider && { provider }),
      ...(machines && { machines: machines.filter((name) => names.includes(name)) }),
      ...(current.length > 0 && { answers: Object.fromEntries(current) }),
    },
    remarks: [
      ...[...new Set(stale)].map((name) => forgotten('machine', name)),
      ...(provider === undefined || hasProvider ? [] : [forgotten('provider', provider)]),
    ],
  };
}

function forgotten(what: string, name: string): string {
  return `What was asked for ${what} '${name}' is forgotten: the Vagrantfile names it no longer.`;
}

function namesIn({ machines }: VagrantfileReading): { names: string[]; providers: string[] } {
  const providers = machines.flatMap((machine) => Object.keys(machine.providers));
  return { names: machines.map(({ name }) => name), providers: [...new Set(providers)] };
}

function unknownNames(
  key: string,
  what: string,
  asked: readonly string[],
  known: readonly string[],
): Problem[] {
  const hint = `Those it names: ${known.join(', ') || 'none'}.`;
  return asked
    .filter((name) => !known.includes(name))
    .map((name) => ({ key, message: `The Vagrantfile names no ${what} '${name}'.`, hint }));
}

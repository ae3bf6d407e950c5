import type { VagrantMachine } from '@flightline/core/readers/vagrantfile';
import type { Import } from './import';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The host name of each machine's box: the first label of the one it has, where that can be a host name and no
 * other machine has the same; else the machine's own name, made fit. One that was given counts as it is. No part
 * in it has the order of machines.
 */
export function hostnames(
  machines: readonly VagrantMachine[],
  { answers = {} }: Pick<Import, 'answers'>,
): ReadonlyMap<string, string> {
  const labels = new Map(
    machines.map(({ name, hostname }) => [name, hostLabel(answers[name]?.hostname ?? hostname)]),
  );
  const all = [...labels.values()];
  const isUnique = (text: string) => all.filter((other) => other === text).length === 1;
  const counts = (name: string, text: string) =>
    answers[name]?.hostname !== undefined || isUnique(text);
  return new Map(
    [...labels].map(([name, text]) => [
      name,
      text !== undefined && counts(name, text) ? text : madeFit(name),
    ]),
  );
}

/** The first label of a host name in small letters; undefined when a box cannot have it. */
export function hostLabel(hostname: string | undefined): string | undefined {
  const first = hostname?.toLowerCase().split('.')[0] ?? '';
  return LABEL.test(first) ? first : undefined;
}

function madeFit(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
}

import type { VagrantMachine } from '@flightline/core/readers/vagrantfile';
import type { Import } from './import';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The host name of each machine's box: the first label of the one it has, where that can be a host name and no
 * other machine has the same; else the machine's own name, made fit. No part in it has the order of machines.
 */
export function hostnames(
  machines: readonly VagrantMachine[],
  { answers = {} }: Pick<Import, 'answers'>,
): ReadonlyMap<string, string> {
  const labels = new Map(
    machines.map(({ name, hostname }) => [name, label(answers[name]?.hostname ?? hostname)]),
  );
  const all = [...labels.values()];
  const isUnique = (text: string) => all.filter((other) => other === text).length === 1;
  return new Map(
    [...labels].map(([name, text]) => [
      name,
      text !== undefined && isUnique(text) ? text : madeFit(name),
    ]),
  );
}

function label(hostname: string | undefined): string | undefined {
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

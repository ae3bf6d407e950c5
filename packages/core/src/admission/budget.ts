import { availableParallelism } from 'node:os';
import { type Problem, EnvironmentError, UserError } from '../errors';
import { availableMemory } from '../host/available-memory';
import { type Resource, type Share, lacking } from './admit';

type Environment = Readonly<Record<string, string | undefined>>;

const MIB = 1024 ** 2;

/** Kept out of what is available: for QEMU's caches, the processes around the machines, and whatever else grows. */
const RESERVED = 0.1;

interface Setting {
  /** The environment variable that sets it. */
  variable: string;
  /** What it is on this host when nobody sets it. */
  default: (cacheDir: string) => number;
  /** So much of it, in words. */
  amount: (count: number) => string;
  /** What a box can do that asks for more. */
  less: (box: string) => string;
}

const cores = () => availableParallelism();

const SETTINGS: Readonly<Record<Resource, Setting>> = {
  memory: {
    variable: 'FLIGHTLINE_MEMORY',
    default: (cacheDir) => Math.floor((availableMemory(cacheDir) * (1 - RESERVED)) / MIB),
    amount: (count) => `${count} MiB`,
    less: (box) => `Lower 'memory' of '${box}', close other programs`,
  },
  cpus: {
    variable: 'FLIGHTLINE_CPUS',
    default: cores,
    amount: (count) => (count === 1 ? '1 core' : `${count} cores`),
    less: (box) => `Lower 'cpus' of '${box}'`,
  },
  boots: {
    variable: 'FLIGHTLINE_BOOTS',
    default: cores,
    amount: (count) => (count === 1 ? '1 boot' : `${count} boots at once`),
    less: () => 'Nothing boots otherwise',
  },
};

/**
 * What machines may take of this host, all together: by the environment, else what the host has. Memory that machines
 * have already counts as theirs to give out. Raises OPTIONS_INVALID with every variable that is no number.
 */
export function readBudget(env: Environment, cacheDir: string): Share {
  const problems: Problem[] = [];
  const read = (resource: Resource): number => {
    const { variable, default: ofHost } = SETTINGS[resource];
    const value = env[variable] ?? '';
    if (value === '') return ofHost(cacheDir);
    if (!/^[1-9]\d{0,8}$/.test(value))
      problems.push({ key: variable, message: `'${value}' is no whole number from 1.` });
    return Number(value);
  };
  const budget = { memory: read('memory'), cpus: read('cpus'), boots: read('boots') };
  if (problems.length === 0) return budget;
  throw new UserError(
    'OPTIONS_INVALID',
    'The budget for machines cannot be read from the environment.',
    'FLIGHTLINE_MEMORY is in MiB, FLIGHTLINE_CPUS and FLIGHTLINE_BOOTS are counts. Unset, they are what this host has.',
    { problems },
  );
}

/** E.g. `1 core`. */
export const amountOf = (resource: Resource, count: number): string =>
  SETTINGS[resource].amount(count);

/** All of which a share asks for more than a whole budget has. */
export function excessOf(budget: Share, share: Share, box: string): Problem[] {
  return lacking(budget, share).map((resource) => {
    const { variable, amount, less } = SETTINGS[resource];
    return {
      key: resource,
      message: `'${box}' needs ${amount(share[resource])}, and machines may take ${amount(budget[resource])} of this host.`,
      hint: `${less(box)}, or allow more with ${variable}=${share[resource]}.`,
    };
  });
}

/** Raises BOX_TOO_LARGE, with all that is too much, for a share that is larger than the whole budget. */
export function demandWithin(budget: Share, share: Share, box: string): void {
  const excess = excessOf(budget, share, box);
  if (excess.length === 0) return;
  throw new EnvironmentError(
    'BOX_TOO_LARGE',
    excess.map(({ message }) => message).join(' '),
    excess.map(({ hint }) => hint).join('\n'),
  );
}

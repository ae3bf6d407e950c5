import { UserError } from '@flightline/core/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** `<URL prefix>=<URL prefix>`, several of them parted by blanks. */
const VARIABLE = 'FLIGHTLINE_MIRRORS';
const PAIR = /^(https?:\/\/[^=]+)=(https?:\/\/\S+)$/;

/**
 * The address to ask instead of `url`: the longest prefix that FLIGHTLINE_MIRRORS names is replaced. Locks always name
 * the original. Raises OPTIONS_INVALID for a pair that cannot be read.
 */
export function mirrored(url: string, env: Environment): string {
  const pairs = (env[VARIABLE] ?? '').split(/\s+/).filter((text) => text !== '');
  const fitting = pairs
    .map(readPair)
    .filter(([from]) => url.startsWith(from))
    .sort(([a], [b]) => b.length - a.length);
  const [from = '', to = ''] = fitting[0] ?? [];
  return to + url.slice(from.length);
}

function readPair(text: string): readonly [from: string, to: string] {
  const [, from, to] = PAIR.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return [from, to];
  throw new UserError(
    'OPTIONS_INVALID',
    `'${text}' in ${VARIABLE} is no pair '<URL prefix>=<URL prefix>'.`,
    `For instance: ${VARIABLE}="https://cloud.debian.org/=https://mirror.example/debian-cloud/"`,
  );
}

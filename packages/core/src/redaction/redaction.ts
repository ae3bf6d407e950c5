// What guests and tools print may hold secrets, and evidence is copied to places that secrets must not reach. So they
// are replaced before anything is written or printed. The same secret has the same placeholder everywhere: one still
// sees that two lines are about the same one.
import { createHash } from 'node:crypto';
import { SECRET_KINDS, type SecretKind } from './kinds';
import { KeyBlock } from './key-block';

export interface Redaction {
  /** A text of one or more lines without its secrets. */
  text(text: string): string;
  /** For lines that come one by one, in their order. */
  lines(): (line: string) => string;
}

/** A secret that is known by its value. */
interface KnownSecret {
  name: string;
  value: string;
}

/** Shorter values occur everywhere by chance. */
const LEAST_LENGTH = 6;

/** Names of variables that hold secrets. */
const SECRET_NAME =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_KEY|PRIVATE_KEY|SECRET_ACCESS_KEY|CREDENTIALS)$/i;

/** Names more variables whose values are secrets, separated by commas. */
const SECRETS_VARIABLE = 'FLIGHTLINE_SECRETS';

/**
 * Redacts the well-known kinds of secrets, and the values of variables whose names say that they hold one or that
 * FLIGHTLINE_SECRETS names. A value of fewer than 6 characters is left alone.
 * @param secrets further values, by the names that stand in their place
 */
export function redactionFor(
  env: Readonly<Record<string, string | undefined>>,
  secrets: Readonly<Record<string, string>> = {},
): Redaction {
  const named = new Set((env[SECRETS_VARIABLE] ?? '').split(',').map((name) => name.trim()));
  const ofEnv = Object.entries(env).filter(([name]) => named.has(name) || SECRET_NAME.test(name));
  const known = [...Object.entries(secrets), ...ofEnv]
    .flatMap(([name, value = '']): KnownSecret[] =>
      // A secret of several lines is printed line by line.
      value
        .split('\n')
        .flatMap((line) => asTextAndBytes(line.trim()).map((text) => ({ name, value: text }))),
    )
    .filter(({ value }) => value.length >= LEAST_LENGTH)
    // What holds another one goes first.
    .sort((a, b) => b.value.length - a.value.length);
  const inLine = (line: string) => withoutKinds(withoutValues(line, known));
  return {
    text: (text) => {
      const block = new KeyBlock();
      return text
        .split('\n')
        .map((line) => block.next(line) ?? inLine(line))
        .join('\n');
    },
    lines: () => {
      const block = new KeyBlock();
      return (line) => block.next(line) ?? inLine(line);
    },
  };
}

/** In a stream of bytes a character stands for a byte. */
const asTextAndBytes = (text: string): string[] => [
  ...new Set([text, Buffer.from(text).toString('latin1')]),
];

function withoutValues(line: string, known: readonly KnownSecret[]): string {
  return known.reduce(
    (left, { name, value }) => left.replaceAll(value, `[redacted ${name}]`),
    line,
  );
}

function withoutKinds(line: string): string {
  const lower = line.toLowerCase();
  return SECRET_KINDS.reduce(
    (left, kind) =>
      kind.hints.some((hint) => lower.includes(hint)) ? withoutKind(left, kind) : left,
    line,
  );
}

function withoutKind(line: string, { name, pattern, unless }: SecretKind): string {
  return line.replace(pattern, (match: string, ...rest: unknown[]) => {
    const groups = rest.at(-1);
    const secret =
      typeof groups === 'object' ? ((groups as { secret?: string }).secret ?? match) : match;
    if (unless?.test(secret) === true) return match;
    return match.replace(secret, () => placeholder(name, secret));
  });
}

/** Long secrets are told apart by some digits of their digest; of a short one even those would give too much away. */
function placeholder(kind: string, secret: string): string {
  if (secret.length < 20) return `[redacted ${kind}]`;
  return `[redacted ${kind} ${createHash('sha256').update(secret).digest('hex').slice(0, 6)}]`;
}

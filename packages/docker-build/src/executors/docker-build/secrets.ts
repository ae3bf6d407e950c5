// A secret reaches the engine by name only. Its value is read here to keep it from where it must not stand: the log,
// what a terminal or Nx's cache gets to see (by core's redaction), and the artifact.
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, UserError } from '@flightline/core/errors';
import type { SecretSource } from '../../engines/flags';

type Sources = Readonly<Record<string, SecretSource>>;

export interface SecretFacts {
  /** Absolute; files are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Values by the ids of the secrets, which the engine has to be able to read, too. */
export type Secrets = Readonly<Record<string, string>>;

/** Shorter ones are not looked for: they would be found everywhere. */
const LEAST = 6;

/** All that keeps secrets from being read; one for each. */
export function secretProblems(sources: Sources, facts: SecretFacts): Problem[] {
  return Object.entries(sources).flatMap(([id, source]) => {
    const key = `secrets.${id}`;
    if (!/^[\w.-]+$/.test(id)) return [{ key, message: `'${id}' cannot be the id of a secret.` }];
    if (/[,"]/.test(Object.values(source).join())) {
      return [{ key, message: 'Neither a comma nor a quotation mark can stand in it.' }];
    }
    try {
      return valueOf(source, facts) === undefined
        ? [{ key, message: `The environment has no variable '${Object.values(source).join()}'.` }]
        : [];
    } catch (error) {
      return [{ key, message: `Its file cannot be read: ${(error as Error).message}.` }];
    }
  });
}

/** Values of secrets that have no problems. */
export function readSecrets(sources: Sources, facts: SecretFacts): Secrets {
  return Object.fromEntries(
    Object.entries(sources).map(([id, source]) => [id, valueOf(source, facts) ?? '']),
  );
}

function valueOf(source: SecretSource, { cwd, env }: SecretFacts): string | undefined {
  if ('env' in source) return env[source.env];
  return readFileSync(resolve(cwd, source.file), 'utf8');
}

/** Raises SECRET_EXPOSED when a file holds the whole value of a secret. Paths are relative to the folder. */
export function refuseSecrets(secrets: Secrets, folder: string, paths: readonly string[]): void {
  const values = Object.entries(secrets)
    .map(([id, value]) => ({ id, text: value.trim() }))
    .filter(({ text }) => text.length >= LEAST);
  if (values.length === 0) return;
  const files = paths.filter((path) => lstatSync(join(folder, path)).isFile());
  const problems = files.flatMap((path) => {
    const content = readFileSync(join(folder, path));
    return values
      .filter(({ text }) => content.includes(text))
      .map(({ id }) => ({ file: path, message: `It holds the value of the secret '${id}'.` }));
  });
  if (problems.length === 0) return;
  throw new UserError(
    'SECRET_EXPOSED',
    'The artifact would hand out a secret, so it was not put in place.',
    'Read it from /run/secrets in a RUN step only, and write it nowhere.',
    { problems },
  );
}

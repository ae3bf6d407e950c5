import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import { type Argv, type Runner, describeEnding, succeeded } from '@flightline/core/process';
import type { Base } from './base';

/** Where the archive of a base is kept between builds. */
export function baseTar(cacheDir: string, { digest }: Base): string {
  return join(cacheDir, 'bases', `${digest}.tar`);
}

export function bootstrapArgv({ suite, packages }: Base, tar: string): Argv {
  return [
    'mmdebstrap',
    ...['--variant=minbase', '--format=tar'],
    ...(packages.length === 0 ? [] : [`--include=${packages.join(',')}`]),
    suite,
    tar,
  ];
}

export interface BootstrapContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** The archive of a base, made from distribution packages unless it is there. Raises TOOL_FAILED, TOOL_MISSING. */
export async function bootstrap(
  base: Base,
  cacheDir: string,
  { runner, signal, onLine }: BootstrapContext,
): Promise<string> {
  const tar = baseTar(cacheDir, base);
  if (existsSync(tar)) return tar;
  const aside = `${tar}.${process.pid}.tmp`;
  mkdirSync(dirname(tar), { recursive: true });
  try {
    const result = await runner.run(bootstrapArgv(base, aside), { signal, onLine });
    if (!succeeded(result)) {
      throw new EnvironmentError(
        result.ending === 'missing' ? 'TOOL_MISSING' : 'TOOL_FAILED',
        `The base image '${base.image}' cannot be made: 'mmdebstrap' ${describeEnding(result)}.`,
        result.ending === 'missing'
          ? 'Install it, e.g. with: sudo apt-get install mmdebstrap'
          : `Its last lines say why. Are the suite '${base.suite}' and the packages spelled right, and is the package mirror within reach?`,
      );
    }
    renameSync(aside, tar);
    return tar;
  } finally {
    rmSync(aside, { force: true });
  }
}

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type BootstrapContext,
  type BootstrapPlan,
  bootstrap,
  debianMirror,
  planBootstrap,
  rootMode,
} from '@flightline/core/debian';
import type { Base } from './base';

/** Where the archive of a base is kept between builds. */
export function baseTar(cacheDir: string, { digest }: Base): string {
  return join(cacheDir, 'bases', `${digest}.tar`);
}

/** How the archive is made. */
export function planTar(
  { suite, packages }: Base,
  target: string,
  env: BootstrapContext['env'],
): BootstrapPlan {
  const mirror = debianMirror(env);
  return planBootstrap({ suite, packages, mirror, format: 'tar', target, mode: rootMode() });
}

/** The archive of a base, made from distribution packages unless it is there. Raises what bootstrapping raises. */
export async function ensureTar(
  base: Base,
  cacheDir: string,
  context: BootstrapContext,
  make: typeof bootstrap = bootstrap,
): Promise<string> {
  const tar = baseTar(cacheDir, base);
  if (existsSync(tar)) return tar;
  const aside = `${tar}.${process.pid}.tmp`;
  mkdirSync(dirname(tar), { recursive: true });
  try {
    await make(planTar(base, aside, context.env), context);
    renameSync(aside, tar);
    return tar;
  } finally {
    rmSync(aside, { force: true });
  }
}

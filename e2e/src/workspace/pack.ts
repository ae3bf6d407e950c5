import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Runner, describeEnding, succeeded } from '@flightline/core/process';

export const REPOSITORY = resolve(__dirname, '../../..');

const PACKAGES = ['core', 'triage', 'preflight', 'docker-build', 'vm-run'] as const;

/** Packs every built package as `npm publish` would; resolves to the tarballs by package name. */
export async function packAll(runner: Runner, target: string): Promise<Record<string, string>> {
  mkdirSync(target, { recursive: true });
  for (const name of PACKAGES) {
    const argv = ['npm', 'pack', '--silent', '--pack-destination', target] as const;
    const packed = await runner.run([...argv], { cwd: join(REPOSITORY, 'packages', name) });
    if (!succeeded(packed))
      throw new Error(`npm pack of ${name} ${describeEnding(packed)}: ${packed.stderr}`);
  }
  const files = readdirSync(target);
  return Object.fromEntries(
    PACKAGES.map((name) => {
      const file = files.find((candidate) => candidate.startsWith(`flightline-${name}-`));
      if (file === undefined) throw new Error(`npm pack left no tarball of ${name}.`);
      return [`@flightline/${name}`, join(target, file)];
    }),
  );
}

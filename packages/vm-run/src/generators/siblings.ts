// The packages of Flightline that the targets of a release project name. They come in one version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from './workspace';

/** core is among them because task inputs name a file of it, which not every package manager would show. */
const SIBLINGS = [
  '@flightline/core',
  '@flightline/docker-build',
  '@flightline/preflight',
  '@flightline/triage',
] as const;

const SELF = '@flightline/vm-run';

/** What package.json should hold, by name; nothing where Flightline is developed itself. */
export function siblings({ packages }: Pick<Workspace, 'packages'>): Record<string, string> {
  if (packages.has(SELF)) return {};
  const version = ownVersion();
  return Object.fromEntries(SIBLINGS.map((name) => [name, version]));
}

/** One sentence for each sibling that stands in package.json in another version. */
export function siblingRemarks(workspace: Pick<Workspace, 'packages' | 'json'>): string[] {
  const { dependencies, devDependencies } = workspace.json('package.json');
  const present = { ...Object(dependencies), ...Object(devDependencies) } as Record<string, string>;
  return Object.entries(siblings(workspace)).flatMap(([name, version]) => {
    const [, other] = /^[\^~]?(\d.*)$/.exec(present[name] ?? '') ?? [];
    if (other === undefined || other === version) return [];
    return [
      `package.json: '${name}' is ${other} and '${SELF}' is ${version}; they work in one version only.`,
    ];
  });
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

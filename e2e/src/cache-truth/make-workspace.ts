// Makes the campaign's workspace as a user would: packages from tarballs, projects from the generators, images with
// locks of their own, a commit.
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Runner, describeEnding, succeeded } from '@flightline/core/process';
import { packAll } from '../workspace';
import { Checkout, type Environment } from './checkout';
import {
  BOX_OPTIONS,
  BOX_TEXTS,
  EVERY_BOX,
  OTHER_BOX,
  OTHER_ROOT,
  RELEASE,
  ROOT,
  TEXTS,
  imageOf,
  rootOf,
  waivers,
} from './product';
import { rawDisk } from './raw-disk';

const NX_VERSION = '23.2.1';

/** The folders of a campaign; all below one that goes at the end. */
export interface Places {
  scratch: string;
  /** Where the boxes ran first. */
  here: string;
  /** A clone whose path has everything that a path may have. */
  there: string;
  /** Home folder in which the base state is cached; Nx keeps its cache below it. */
  home: string;
  /** What a mutation changed stands here until it is undone. */
  journal: string;
}

export function placesIn(scratch: string): Places {
  const there = join(scratch, 'another place', 'größer', 'clone');
  const [here, home, journal] = ['here', 'homes/base', 'journal'].map((name) =>
    join(scratch, name),
  ) as [string, string, string];
  return { scratch, here, there, home, journal };
}

/** What every command of the campaign sees: nothing of the Nx, npm or Jest around it. */
export function cleanEnvironment(): Environment {
  const inherited = Object.keys(process.env).filter((name) =>
    /^(NX_|JEST_|NODE_OPTIONS$|npm_|FLIGHTLINE_)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    // Else a daemon asks npm for nx@latest as it starts, and installs it.
    NX_USE_LOCAL: 'true',
    FORCE_COLOR: '0',
    CI: undefined,
  };
}

/** A home folder of its own for Nx, and a cache of its own for what our packages keep. */
export const nxEnvironment = ({ home, scratch }: Places): Environment => ({
  HOME: home,
  XDG_CACHE_HOME: join(scratch, 'cache'),
  NX_DAEMON: 'false',
});

/** Writes, installs, generates and commits; resolves to the checkout, in which no box has run yet. */
export async function makeWorkspace(places: Places, runner: Runner): Promise<Checkout> {
  const { here, home, journal } = places;
  for (const folder of [here, home]) mkdirSync(folder, { recursive: true });
  const checkout = new Checkout(here, runner, journal, cleanEnvironment(), nxEnvironment(places));
  const tarballs = await packAll(runner, join(here, 'tarballs'));
  for (const version of ['1.0.0', '1.0.1']) await packThing(places, runner, 'plain-thing', version);
  await packThing(places, runner, 'extra-thing', '1.0.0');
  const relative = (file: string) => `file:${file.slice(here.length + 1)}`;
  const packages = Object.entries(tarballs).map(([name, file]) => [name, relative(file)] as const);
  writeFiles(here, {
    ...TEXTS,
    'package.json': toJson({
      ...{ name: 'campaign', version: '0.0.0', private: true },
      devDependencies: {
        ...{ nx: NX_VERSION, '@nx/devkit': NX_VERSION },
        ...{ ...Object.fromEntries(packages), 'plain-thing': thing('plain-thing', '1.0.0') },
      },
    }),
    'nx.json': toJson({ analytics: false, neverConnectToCloud: true }),
    '.gitignore': 'node_modules\n.nx\n',
  });
  for (const file of ['runner.sh', 'smoke.sh', 'prepare.sh'])
    chmodSync(join(here, ROOT, 'vms', file), 0o755);
  await checkout.run(['npm', 'install', '--no-fund', '--no-audit', '--loglevel=error']);
  await checkout.run(['git', 'init', '--quiet', '--initial-branch=main']);
  await generate(checkout);
  await checkout.git('add', '--all');
  await checkout.git('commit', '--quiet', '--message', 'The state from which all is tried');
  checkout.forget();
  return checkout;
}

async function generate(checkout: Checkout): Promise<void> {
  await checkout.nx('g', '@flightline/vm-run:release', RELEASE, '--directory', ROOT);
  await checkout.nx('g', '@flightline/vm-run:release', 'sextant', '--directory', OTHER_ROOT);
  checkout.project(ROOT, ({ targets }) => {
    // The Dockerfiles of the mutations stand there from the beginning.
    const checks = { 'dockerfile-single': { allowed: ['*Dockerfile'] } };
    targets['preflight'] = { ...targets['preflight'], options: { checks } };
  });
  for (const box of EVERY_BOX) {
    const release = box === OTHER_BOX ? 'sextant' : RELEASE;
    const words = ['--release', release, '--driver', 'dummy', '--image', `file:${imageOf(box)}`];
    await checkout.nx('g', '@flightline/vm-run:box', box, ...words);
    await makeImage(checkout, box);
    writeFiles(join(checkout.root, rootOf(box)), BOX_TEXTS);
    checkout.options(box, BOX_OPTIONS[box] ?? {});
  }
  await checkout.nx('run-many', '-t', 'vm-image');
  writeFiles(checkout.root, { [`${OTHER_ROOT}/preflight-waivers.yml`]: waivers() });
  checkout.project(OTHER_ROOT, (project) => {
    project.namedInputs['preflightSources'] = [];
  });
  await checkout.nx('sync');
}

/** A disk is told by its content: a boot signature, or the header that qemu-img writes. */
async function makeImage(checkout: Checkout, box: string): Promise<void> {
  const path = join(dirname(dirname(dirname(rootOf(box)))), imageOf(box));
  mkdirSync(dirname(checkout.at(path)), { recursive: true });
  if (path.endsWith('.qcow2')) {
    await checkout.run(['qemu-img', 'create', '-q', '-f', 'qcow2', checkout.at(path), '1M']);
  } else {
    writeFileSync(checkout.at(path), rawDisk(box));
  }
}

/** A clone with packages of its own, in which nothing ever ran. */
export async function cloneWorkspace(places: Places, runner: Runner): Promise<Checkout> {
  const { here, there, journal } = places;
  const clone = ['git', 'clone', '--quiet', here, there] as const;
  const result = await runner.run(clone, { env: cleanEnvironment() });
  if (!succeeded(result)) throw new Error(`git clone ${describeEnding(result)}: ${result.stderr}`);
  const env = [cleanEnvironment(), nxEnvironment(places)] as const;
  const checkout = new Checkout(there, runner, `${journal}-there`, ...env);
  await checkout.run(['npm', 'ci', '--no-fund', '--no-audit', '--loglevel=error']);
  return checkout;
}

export const thing = (name: string, version: string): string =>
  `file:tarballs/${name}-${version}.tgz`;

/** A package that nothing of ours has to do with. */
async function packThing(
  { here, scratch }: Places,
  runner: Runner,
  name: string,
  version: string,
): Promise<void> {
  const folder = join(scratch, 'things', `${name}-${version}`);
  writeFiles(folder, { 'package.json': toJson({ name, version }), 'index.js': '' });
  const words = ['--silent', '--pack-destination', join(here, 'tarballs')];
  const result = await runner.run(['npm', 'pack', ...words], { cwd: folder });
  if (!succeeded(result) || !readdirSync(join(here, 'tarballs')).includes(`${name}-${version}.tgz`))
    throw new Error(`npm pack of ${name} ${describeEnding(result)}: ${result.stderr}`);
}

function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

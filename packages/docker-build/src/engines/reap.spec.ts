import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Script, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { ENGINES } from '.';
import type { HostFacts } from './engine';
import { ownName, ownerName } from './owner';
import { reap } from './reap';

const folder = temporaryFolder();
afterAll(folder.remove);

const HOST: HostFacts = { findCommands: (name) => [name], env: {}, account: undefined };
const NAME = 'localhost/flightline/app';
const [pid = '', startedAt = '', place = ''] = ownerName().split('-');
/** Of a process that had our number before us. */
const DEAD = `${pid}-${Number(startedAt) - 1}-${place}`;
/** Of a process on another host. */
const FAR = `${pid}-1-${place === 'ffffffff' ? '0' : 'f'.repeat(8)}`;

const CONTAINERS = [
  `flightline-export-${DEAD}`,
  `flightline-base-abcdef012345-${DEAD}`,
  `flightline-export-${ownerName()}`,
  `flightline-export-${FAR}`,
  `mine-${DEAD}`,
  'working-container',
].join('\n');
const IMAGES = [
  `${NAME}:${DEAD}`,
  ownName({ image: NAME }),
  `${NAME}:${FAR}`,
  `${NAME}:latest`,
  `r.io/app:${DEAD}`,
  '<none>:<none>',
].join('\n');

/** A store of buildah and podman: of each container it says what build arguments its build was given. */
function containerFolder(containers: Readonly<Record<string, unknown>>): string {
  const path = join(folder.path, 'vfs-containers');
  for (const [id, described] of Object.entries(containers)) {
    mkdirSync(join(path, id, 'userdata'), { recursive: true });
    writeFileSync(join(path, id, 'userdata', 'buildah.json'), JSON.stringify(described));
  }
  mkdirSync(join(path, 'made-by-others'));
  writeFileSync(join(path, 'containers.json'), '[]');
  return path;
}

describe('reap', () => {
  const left = containerFolder({
    abcdefabcdefabcdef: { Args: { OTHER: '1', FLIGHTLINE_BUILD: DEAD } },
    living: { Args: { FLIGHTLINE_BUILD: ownerName() } },
    elsewhere: { Args: { FLIGHTLINE_BUILD: FAR } },
    unmarked: { Args: null },
  });

  it.each<[string, string, string, string, Script, readonly string[]]>([
    [
      'buildah',
      ...(['buildah containers *', 'buildah rm', 'buildah rmi'] as const),
      { 'buildah info *': { stdout: `${left}\n` } },
      ['abcdefabcdef'],
    ],
    [
      'podman',
      ...(['podman ps *', 'podman rm --force', 'podman rmi'] as const),
      { 'podman info *': { stdout: `${left}\n` } },
      ['abcdefabcdef'],
    ],
    ['docker', ...(['docker ps *', 'docker rm', 'docker image rm'] as const), {}, []],
  ])('removes from %s what dead builds left, and nothing else', async (...row) => {
    const [name, list, rm, rmi, info, working] = row;
    const script: Script = {
      [list]: { stdout: CONTAINERS },
      ...info,
      [`${name} images *`]: { stdout: IMAGES },
      [`${rm} *`]: {},
      [`${rmi} *`]: {},
    };
    const [setup] = ENGINES.filter((engine) => engine.name === name).flatMap((engine) =>
      engine.setups(HOST),
    );
    if (setup === undefined) throw new Error(`no setup of ${name}`);
    const runner = fakeRunner(script);
    const removed = await reap(setup, runner, {});
    const containers = [
      `flightline-export-${DEAD}`,
      `flightline-base-abcdef012345-${DEAD}`,
      ...working,
    ];
    const image = `${NAME}:${DEAD}`;
    expect(removed).toEqual([...containers.map((one) => `container ${one}`), `image ${image}`]);
    expect(runner.calls.filter((call) => !call.includes('--format'))).toEqual([
      ...containers.map((one) => `${rm} ${one}`),
      `${rmi} ${image}`,
    ]);
  });

  it('does not ask where containers are described when there are none', async () => {
    const [setup] = ENGINES.flatMap((engine) => engine.setups(HOST));
    const runner = fakeRunner({ 'buildah containers *': {}, 'buildah images *': {} });
    expect(setup && (await reap(setup, runner, {}))).toEqual([]);
  });

  it('tells only of what is really gone', async () => {
    const [setup] = ENGINES.flatMap((engine) => engine.setups(HOST));
    const runner = fakeRunner({
      'buildah containers *': { exitCode: 125, stderr: 'no storage' },
      'buildah images *': { stdout: `${NAME}:${DEAD}` },
      'buildah rmi *': { exitCode: 2 },
    });
    expect(setup && (await reap(setup, runner, {}))).toEqual([]);
  });
});

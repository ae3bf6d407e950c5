import { type Script, fakeRunner } from '@flightline/core/testing';
import { ENGINES } from '.';
import type { HostFacts } from './engine';
import { ownName, ownerName } from './owner';
import { reap } from './reap';

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

describe('reap', () => {
  it.each<[string, string, string, string]>([
    ['buildah', 'buildah containers *', 'buildah rm', 'buildah rmi'],
    ['podman', 'podman ps *', 'podman rm', 'podman rmi'],
    ['docker', 'docker ps *', 'docker rm', 'docker image rm'],
  ])('removes from %s what dead builds left, and nothing else', async (name, list, rm, rmi) => {
    const script: Script = {
      [list]: { stdout: CONTAINERS },
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
    const gone = [
      `flightline-export-${DEAD}`,
      `flightline-base-abcdef012345-${DEAD}`,
      `${NAME}:${DEAD}`,
    ];
    expect(removed).toEqual(gone);
    expect(runner.calls.filter((call) => !call.includes('--format'))).toEqual([
      `${rm} ${gone[0]}`,
      `${rm} ${gone[1]}`,
      `${rmi} ${gone[2]}`,
    ]);
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

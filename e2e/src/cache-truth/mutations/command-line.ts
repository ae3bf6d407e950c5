// What stands on the command line, and in the few variables that Nx counts to every task.
import type { Family, Mutation } from '../mutation';
import { EVERY_BOX } from '../product';

const ALL = ['run-many', '-t', 'vm-run', '--parallel=4'];

/** Words for all boxes at once. */
const FOR_ALL: readonly (readonly string[])[] = [
  ['--runnerArgs=one'],
  ['--runnerArgs=one', '--runnerArgs=two'],
  ['--memory=290'],
  ['--cpus=2'],
  ['--disk=4'],
  ['--user=tester'],
  ['--timeouts.collect=62'],
  ['--reports=/mnt/elsewhere'],
  ['--runnerEnv.LEVEL=high'],
  ['--timeouts.run=400'],
  ['--collect=/etc/hostname'],
  ['--skip-nx-cache'],
];

const FOR_ONE: readonly (readonly [box: string, words: readonly string[]])[] = [
  ['alma', ['--memory=291']],
  ['rocky', ['--runnerArgs=--level=3']],
  ['leap', ['--timeouts.run=401']],
];

const VARIABLES: readonly (readonly [name: string, value: string])[] = [
  ['NX_CLOUD_ENCRYPTION_KEY', 'a key'],
  ['NX_SKIP_NX_CACHE', 'true'],
  ['NX_DISABLE_NX_CACHE', 'true'],
];

/** The same boxes, asked for in other words. */
const SAME: readonly (readonly string[])[] = [
  ['run-many', '-t', 'vm-run'],
  ['run-many', '-t', 'vm-run', '--parallel=1'],
  ['run-many', '-t', 'vm-run', '--all'],
  ['run-many', '-t', 'vm-run', '--nx-bail'],
  ['run-many', '-t', 'vm-run', '--verbose'],
  ['run-many', '-t', 'vm-run', '-p', 'alma,rocky,leap,jammy,noble'],
  ['run-many', '-t', 'vm-run', '-p', 'tag:type:box'],
  ['run-many', '-t', 'vm-run', '--configuration=none'],
  ['run-many', '-t', 'vm-run', '--skip-sync'],
  ['run-many', '-t', 'vm-image', 'vm-run'],
  ['affected', '-t', 'vm-run', '--files=nx.json'],
];
/** These build besides, so they have no meaning where nothing is to be built. */
const SAME_WITH_BUILD: readonly (readonly string[])[] = [
  ['run-many', '-t', 'preflight', 'docker-build', 'vm-run'],
  ['run-many', '-t', 'vm-run', 'triage'],
];

const onLine = (words: readonly string[]) => words.join(' ');

export const commandLine: Family = {
  name: 'command line',
  mutations: [
    ...FOR_ALL.map((words): Mutation => ({
      title: onLine(words),
      asks: [...ALL, ...words],
      runs: EVERY_BOX,
    })),
    ...FOR_ONE.map(([box, words]): Mutation => ({
      title: `${box} alone ${onLine(words)}`,
      asks: ['run', `${box}:vm-run`, ...words],
      runs: [box],
      modes: ['plain', 'alone', 'daemon'],
    })),
    ...VARIABLES.map(([name, value]): Mutation => ({
      title: name,
      env: { [name]: value },
      runs: EVERY_BOX,
    })),
    ...SAME.map((asks): Mutation => ({ title: onLine(asks), asks, runs: [] })),
    ...SAME_WITH_BUILD.map((asks): Mutation => ({
      ...{ title: onLine(asks), asks, runs: [] },
      modes: ['plain', 'clone', 'remote', 'daemon'],
    })),
    ...EVERY_BOX.map((box): Mutation => ({
      ...{ title: `run ${box}:vm-run`, asks: ['run', `${box}:vm-run`], runs: [] },
      modes: ['plain', 'alone', 'daemon'],
    })),
    {
      title: 'validate',
      asks: ['run', 'compass:validate'],
      ...{ runs: [], modes: ['plain', 'daemon'] },
    },
  ],
};

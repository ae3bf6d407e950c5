// What git knows. No box asks it.
import { type Change, type Family, type Mutation, each } from '../mutation';
import { ROOT } from '../product';

const CHANGES: readonly Change[] = [
  ['an empty commit', (at) => at.git('commit', '--quiet', '--allow-empty', '--message', 'Nothing')],
  ['a tag', (at) => at.git('tag', 'v1.0.0')],
  ['a branch', (at) => at.git('switch', '--quiet', '--create', 'topic')],
  ['no branch', (at) => at.git('switch', '--quiet', '--detach')],
  ['another remote', (at) => at.git('remote', 'add', 'upstream', 'https://localhost/upstream.git')],
  ['settings', (at) => at.git('config', 'core.abbrev', '12')],
  ['git gc', (at) => at.git('gc', '--quiet')],
  ['.gitattributes', (at) => at.write('.gitattributes', '*.txt text\n')],
  ['a hook', (at) => at.write('.git/hooks/pre-commit', '#!/bin/sh\n')],
  [
    'a document committed',
    async (at) => {
      at.append(`${ROOT}/README.md`, 'More.\n');
      await at.git('commit', '--quiet', '--all', '--message', 'More');
    },
  ],
  [
    'a document staged',
    async (at) => {
      at.append('README.md', 'More.\n');
      await at.git('add', 'README.md');
    },
  ],
  [
    'a file no longer tracked, and still there',
    (at) => at.git('rm', '--quiet', '--cached', `${ROOT}/vms/runner.sh`),
  ],
  ['the index removed', (at) => at.remove('.git/index')],
  [
    'an edit, stashed',
    async (at) => {
      at.append(`${ROOT}/vms/runner.sh`, '# x\n');
      await at.git('stash', '--quiet');
    },
  ],
];

const committed: Mutation = {
  title: 'a byte of the runner, committed',
  apply: async (at) => {
    at.append(`${ROOT}/vms/runner.sh`, '# committed\n');
    await at.git('commit', '--quiet', '--all', '--message', 'A byte');
  },
  runs: ['alma', 'rocky', 'leap', 'jammy'],
};

export const git: Family = {
  name: 'git',
  mutations: [...each(CHANGES, { runs: [] }), committed],
};

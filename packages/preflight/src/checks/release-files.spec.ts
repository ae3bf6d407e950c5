import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '@flightline/core/check';
import { temporaryFolder } from '@flightline/core/testing';
import { type Tree, answer, answerIn, box, write } from '../testing/release-tree';
import { releaseFiles } from './release-files';

const RUNNER = 'app/vms/runner.sh';

describe('release-files', () => {
  it.each<[what: string, tree: Tree, status: Status]>([
    ['a script', { [RUNNER]: '#!/bin/sh\ntrue\n' }, 'pass'],
    ['a script with one Windows line inside', { [RUNNER]: '#!/bin/sh\necho "\r"\r\n' }, 'pass'],
    ['a program', { [RUNNER]: '\x7fELF\x02' }, 'pass'],
    ['a script without its interpreter', { [RUNNER]: 'echo hello\n' }, 'warn'],
    ['a script from Windows', { [RUNNER]: '#!/bin/sh\r\ntrue\r\n' }, 'fail'],
    ['an empty file', { [RUNNER]: '' }, 'fail'],
    ['a folder', { [`${RUNNER}/x`]: '' }, 'fail'],
    ['no file', {}, 'fail'],
    ['a script that git ignores', { [RUNNER]: '#!/bin/sh\n', '.gitignore': '*.sh' }, 'fail'],
    ['a program of many megabytes', { [RUNNER]: `\x7fELF${'x'.repeat(17 * 1024 * 1024)}` }, 'pass'],
  ])('%s: %#', async (_, tree, status) => {
    const outcome = await answer(releaseFiles, tree, [box('a')]);
    expect(outcome.status).toBe(status);
    expect(JSON.stringify(outcome)).toContain('vms/runner.sh');
  });

  it('refuses a link, behind which Nx sees no changes', async () => {
    const { path, remove } = temporaryFolder();
    write(path, { 'app/run.sh': '#!/bin/sh\n', 'app/vms/README.md': '' });
    symlinkSync('../run.sh', join(path, RUNNER));
    const outcome = await answerIn(path, releaseFiles, [box('a')]);
    remove();
    expect(outcome).toMatchObject({
      status: 'fail',
      problems: [{ file: RUNNER, message: expect.stringContaining('link') as unknown }],
    });
  });

  it('looks at each runner once', async () => {
    const boxes = [
      box('a'),
      box('b', { runner: 'vms/other.sh' }),
      box('c', { runner: 'vms/other.sh' }),
    ];
    expect(await answer(releaseFiles, { [RUNNER]: '#!/bin/sh\n' }, boxes)).toMatchObject({
      status: 'fail',
      problems: [{ file: 'app/vms/other.sh', message: 'It does not exist.' }],
    });
  });

  it.each([
    ['there is no box', []],
    ['a box is broken anyway', [box('a', { runner: '../../etc/passwd' })]],
  ])('is skipped when %s', async (_, boxes) => {
    expect(await answer(releaseFiles, {}, boxes)).toMatchObject({ status: 'skip' });
  });
});

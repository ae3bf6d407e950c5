import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ScriptedAnswer, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { planBase } from './base';
import { baseTar, bootstrap } from './bootstrap';

const base = planBase('localhost/b', { from: 'debian:bookworm', packages: ['python3', 'git'] });

/** Writes the archive that mmdebstrap was told to write: its last word. */
const writes = (content: string, answer: ScriptedAnswer = {}): ScriptedAnswer => ({
  ...answer,
  effect: (argv) => writeFileSync(argv.at(-1) ?? '', content),
});

describe('bootstrap', () => {
  const folder = temporaryFolder();
  afterEach(folder.remove);
  const run = async (answer: ScriptedAnswer, runner = fakeRunner({ 'mmdebstrap *': answer })) => {
    const context = { runner, signal: new AbortController().signal, onLine: () => undefined };
    return { tar: await bootstrap(base, folder.path, context), calls: runner.calls };
  };

  it('makes the archive once', async () => {
    const { tar, calls } = await run(writes('tar'));
    expect(readFileSync(tar, 'utf8')).toBe('tar');
    expect(calls[0]).toMatch(
      /^mmdebstrap --variant=minbase --format=tar --include=git,python3 bookworm /,
    );
    expect((await run({})).calls).toEqual([]);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['a failure', writes('half', { exitCode: 25 }), 'TOOL_FAILED'],
    ['a missing tool', { ending: 'missing' }, 'TOOL_MISSING'],
  ])('%s leaves no archive', async (_, answer, code) => {
    await expect(run(answer)).rejects.toMatchObject({ code });
    const tar = baseTar(folder.path, base);
    expect(existsSync(tar)).toBe(false);
    expect(readdirSync(dirname(tar))).toEqual([]);
  });
});

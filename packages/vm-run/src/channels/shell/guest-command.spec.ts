import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Argv, createRunner } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import { type GuestCommandOptions, commandCode, runInGuest } from './guest-command';
import type { Script } from './quote';

const LOOKS = 500;

describe('commandCode', () => {
  const script = { script: 'echo "$1"', words: ["it's"] };
  const quoted = String.raw`'it'\''s'`;
  it.each<[name: string, command: Argv | Script, env: Record<string, string>, code: string]>([
    ['words', ['ls', "it's"], {}, `command ls ${quoted}`],
    ['words with variables', ['ls'], { A: '1 2', B: '' }, `A='1 2' B='' command ls`],
    ['words with variables no shell sets', ['ls'], { A: '1', UID: '2' }, `env A=1 UID=2 ls`],
    ['a script by the shell at hand', script, {}, `(\nset -- ${quoted}\necho "$1"\n)`],
    [
      'a script with variables',
      script,
      { A: '1' },
      `(\nexport A=1\nset -- ${quoted}\necho "$1"\n)`,
    ],
  ])('runs %s', (_name, command, env, code) => {
    expect(commandCode(command, env)).toBe(code);
  });
});

describe('runInGuest', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it('loses nothing when the one who takes its output comes late', async () => {
    const said = join(folder.path, 'said');
    let taken = '';
    const runner = await createRunner();
    const result = await runInGuest(
      { carry: (code) => runner.start(['setsid', '/bin/sh', '-c', code]) },
      ['sh', '-c', 'printf word; : >"$0"', said],
      {
        consume: async (stdout) => {
          for (let look = 0; look < LOOKS && !existsSync(said); look += 1) await sleep(10);
          await sleep(10);
          for await (const chunk of stdout) taken += String(chunk);
        },
      },
    );
    expect(result).toMatchObject({ ending: 'exited', exitCode: 0 });
    expect(taken).toBe('word');
  });

  const runHere = async (script: string, options: GuestCommandOptions = {}) => {
    const runner = await createRunner();
    return runInGuest(
      { carry: (code) => runner.start(['setsid', '-w', '/bin/sh', '-c', code]) },
      ['sh', '-c', script, folder.path],
      { timeout: 60_000, ...options },
    );
  };

  it.each([
    ['talks without a pause', 'yes & exit 3'],
    ['is silent', 'sleep 1000 & exit 3'],
  ])(
    'takes the exit code of a command whose child %s',
    async (_name, script) => {
      expect(await runHere(script, { endSession: true })).toMatchObject({
        ...{ ending: 'exited', exitCode: 3 },
      });
    },
    60_000,
  );

  /** Interrupts a command when it has said something. */
  const whenItSpeaks = () => {
    const interruption = new AbortController();
    let lines = 0;
    const onLine = () => {
      lines += 1;
      interruption.abort();
    };
    return { options: { signal: interruption.signal, onLine }, heard: () => lines };
  };

  it('hands on nothing after its result', async () => {
    const { options, heard } = whenItSpeaks();
    await runHere('setsid -f timeout 3 yes; sleep 100', options);
    const before = heard();
    await sleep(50);
    expect(heard()).toBe(before);
  }, 60_000);

  it('hears what a command says when it is told to end', async () => {
    const script = 'trap "echo bye; exit" TERM; echo up; while :; do sleep 0.1; done';
    expect(await runHere(script, whenItSpeaks().options)).toMatchObject({
      ...{ ending: 'aborted', exitCode: undefined, stdout: 'up\nbye' },
    });
  }, 60_000);

  it('ends what had not begun when its time was over', async () => {
    const runner = await createRunner();
    const late = join(folder.path, 'late');
    const script = 'trap ": >\\"$0\\"; exit" TERM; while :; do sleep 0.1; done';
    const result = await runInGuest(
      { carry: (code) => runner.start(['setsid', '-w', '/bin/sh', '-c', `sleep 1; ${code}`]) },
      ['sh', '-c', script, late],
      { timeout: 10 },
    );
    expect(result.ending).toBe('timeout');
    expect(existsSync(late)).toBe(true);
  }, 60_000);

  it('ends what a command left in its session when it is asked to', async () => {
    const left =
      'trap "" HUP; : >"$0/up"; trap "echo >\\"$0/ended\\"; exit" TERM; while :; do sleep 0.1; done';
    const script = `(${left}) >"$0/out" 2>&1 & while [ ! -e "$0/up" ]; do sleep 0.1; done`;
    expect(await runHere(script, { endSession: true })).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(folder.path, 'ended'))).toBe(true);
  }, 60_000);
});

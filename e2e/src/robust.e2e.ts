// budget: 3 min, beside others
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Argv, createRunner, succeeded } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import { evidenceIn, finished, runBox } from './robust/run-box';
import { NAMESPACES, describeWith } from './tools';

const TALKS = 'while sleep 0.3; do echo x; done';

describeWith('a runner', NAMESPACES, () => {
  // One folder for all: each case is the next run of the box after the one before it.
  const folder = temporaryFolder('flightline-robust-');
  const run = (script: string, options?: object) => runBox(folder.path, script, options);
  const machines = () => readdirSync(join(folder.path, 'cache/flightline/machines'));
  afterAll(() => folder.remove());
  afterEach(() => {
    if (machines().length > 0) throw new Error(`A machine is left: ${machines().join(' ')}`);
  });

  it.each<[string, string, object]>([
    ['prints binary data', 'head -c 300000 /dev/urandom; exit 3', { runnerExitCode: 3 }],
    ['closes its output and goes on', 'exec >&- 2>&-; sleep 1; exit 4', { runnerExitCode: 4 }],
    ['leaves a child that talks', `(${TALKS}) & exit 5`, { runnerExitCode: 5 }],
    [
      'leaves a daemon that talks',
      `setsid -f sh -c '${TALKS}'; exit 0`,
      { verdict: 'passed', runnerExitCode: 0 },
    ],
    ['is killed by a signal', 'kill -SEGV $$', { verdict: 'failed', runnerExitCode: 139 }],
    [
      'ignores TERM, and has grandchildren outside of its session',
      `trap "" TERM; setsid -f sh -c 'trap "" TERM; ${TALKS}'; while :; do sleep 1; done`,
      { verdict: 'timeout', runnerExitCode: null },
    ],
    ['kills everything', 'kill -KILL -1', { verdict: 'infra', runnerExitCode: null }],
  ])(
    'that %s is judged by how it ended',
    async (_name, script, expected) => {
      const early = 'echo early >"$FLIGHTLINE_REPORTS"/early';
      const ended = await run(`${early}; ${script}`, { timeouts: { run: 8 } });
      const { result, paths } = finished(ended);
      expect(result).toMatchObject(expected);
      const isLost = result.verdict === 'infra';
      expect(readdirSync(paths.reports)).toEqual(isLost ? [] : ['early']);
    },
    90_000,
  );

  const dig = (depth: number, last = 'pass') =>
    `python3 -c 'import os\nfor i in range(${depth}): os.mkdir("d"); os.chdir("d")\n${last}'`;

  it.each<[string, string, string[], string[]]>([
    ['nothing', 'rm -rf "$FLIGHTLINE_REPORTS" 2>/dev/null; exit 0', [], []],
    [
      'links out, devices and pipes',
      'ln -s /etc/shadow a; ln -s ../../etc/shadow b; ln -s /dev/null c; mkfifo d; ln ok hard',
      ['hard', 'ok'],
      ["'./a'", "'./b'", "'./c'", "'./d'"],
    ],
    [
      'odd names',
      ': >"$(printf "a\\nb")"; : >-rf; : >"$(printf "x\\377")"; : >"$(printf "\\033[2J")"',
      ['-rf', 'ok', 'x\ufffd'],
      ["'./a\\x0ab'", "'./\\x1b[2J'"],
    ],
    [
      'a file that grows',
      'head -c 50000000 /dev/zero >grows; setsid -f sh -c "while :; do echo; sleep 0.01; done >>grows"',
      ['grows', 'ok'],
      [],
    ],
    [
      'files that come and go',
      'setsid -f sh -c "while :; do rm -f x; : >x; done"; seq 1 2000 | xargs touch; rm -f 1?*',
      ['ok'],
      [],
    ],
    ['a tree of 1900 folders', dig(1900), ['d', 'ok'], ['more than 200 folders deep']],
  ])(
    'that leaves %s has passed, with what can come home',
    async (_name, script, names, said) => {
      const made = script.startsWith('rm') ? '' : 'echo ok >ok; ';
      const ended = await run(`cd "$FLIGHTLINE_REPORTS"; ${made}${script}`);
      const { result, paths } = finished(ended);
      expect(result).toMatchObject({ verdict: 'passed', runnerExitCode: 0 });
      expect(readdirSync(paths.reports)).toEqual(expect.arrayContaining(names));
      expect(said.filter((words) => !ended.process.stdout.includes(words))).toEqual([]);
    },
    90_000,
  );

  it.each<[string, string, number, string, string[]]>([
    [
      'a sparse file of 10 GB',
      'truncate -s 10G core; echo z >z; exit 3',
      3,
      'The runner ended with exit code 3.',
      ['ok', 'z'],
    ],
    [
      'a sparse file of 10 GB when all is well',
      'truncate -s 10G core; echo z >z',
      0,
      'files of more than 536870912 bytes',
      ['ok', 'z'],
    ],
    [
      'a report under 6000 folders',
      dig(6000, 'open("leaf", "w").close()'),
      0,
      'files that lie more than 200 folders deep',
      ['d', 'ok'],
    ],
    ['100 000 files', 'seq 1 100000 | xargs touch', 0, 'more than 20000 files', ['ok']],
  ])(
    'that leaves %s is not told to have passed, and what fits comes home',
    async (_name, script, runnerExitCode, because, names) => {
      const { result, paths } = finished(
        await run(`cd "$FLIGHTLINE_REPORTS"; echo ok >ok; ${script}`),
      );
      expect(result).toMatchObject({
        ...{ runnerExitCode, verdict: runnerExitCode === 0 ? 'infra' : 'failed' },
        because: expect.stringContaining(because) as string,
      });
      const home = readdirSync(paths.reports);
      expect(home.length > 1000 ? ['ok'] : home).toEqual(names);
    },
    120_000,
  );

  it('passes after all of this', async () => {
    expect(finished(await run('echo again')).result.verdict).toBe('passed');
  }, 60_000);

  const FULL = {
    verdict: 'infra',
    runnerExitCode: 0,
    because: expect.stringContaining('no space left') as string,
  };
  const FAILED = { verdict: 'failed', runnerExitCode: 3 };
  const LOG = 'yes a line that is not so short | head -c 12000000';
  const REPORT = 'head -c 30000000 /dev/urandom >"$FLIGHTLINE_REPORTS"/big';
  (process.getuid?.() === 0 ? it : it.skip).each<[string, string, object, string]>([
    ['its log', `${LOG}; exit 0`, FULL, 'error DISK_FULL'],
    ['its log, and fails', `${LOG}; exit 3`, FAILED, 'exit code 3'],
    ['its reports', `${REPORT}; exit 0`, FULL, 'error DISK_FULL'],
  ])(
    'that fills the disk of the evidence with %s leaves a result (needs root to have a small one)',
    async (_name, script, expected, said) => {
      const runner = await createRunner();
      const small = evidenceIn(folder.path);
      rmSync(small, { recursive: true, force: true });
      mkdirSync(small, { recursive: true });
      const mount: Argv = ['mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small];
      expect(succeeded(await runner.run(mount))).toBe(true);
      try {
        const ended = await run(script);
        expect(finished(ended).result).toMatchObject(expected);
        expect(ended.process.stdout).toContain(said);
        expect(ended.process.stdout).not.toContain('LEASE_STUCK');
        expect(finished(await run('echo again')).result.verdict).toBe('passed');
      } finally {
        await runner.run(['umount', small]);
      }
    },
    90_000,
  );
});

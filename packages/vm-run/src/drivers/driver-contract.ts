// What every machine must do, whatever its driver: cases for any test framework, run in order on one machine,
// because booting costs more than all of them together. The last one destroys it.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, Runner } from '@flightline/core/process';
import type { Machine, MachineSpec } from './driver';

export interface ContractSubject {
  machine: Machine;
  runner: Pick<Runner, 'run'>;
  /** What it was made from. */
  spec: MachineSpec;
  /** An empty local folder for the cases. */
  folder: string;
}

export interface ContractCase {
  title: string;
  /** Throws when the machine does not keep it. */
  check: (subject: ContractSubject) => Promise<void>;
}

const sh = (script: string, ...words: string[]): Argv => ['sh', '-c', script, 'sh', ...words];
const LIMITS = { maxBytes: 1_000_000, maxFiles: 50 };
const ODD = `it's "odd" $HOME \\ ü\n*`;

export const DRIVER_CONTRACT: readonly ContractCase[] = [
  {
    title: 'has the host name and the user of its spec',
    check: async ({ machine, spec }) => {
      const { stdout } = await machine.channel.exec(sh('uname -n; id -un'));
      assert.deepEqual(stdout.split('\n'), [spec.hostname, spec.user]);
    },
  },
  {
    title: 'hands words, variables and input to a command as they are',
    check: async ({ machine }) => {
      const script = 'printf "%s|%s|" "$1" "$ODD"; cat';
      const options = { env: { ODD }, stdin: ODD };
      const { stdout } = await machine.channel.exec(sh(script, ODD), options);
      assert.equal(stdout, [ODD, ODD, ODD].join('|'));
    },
  },
  {
    title: 'runs for root what is to be run so, with the variables and the input it is given',
    check: async ({ machine }) => {
      const options = { asRoot: true, env: { ODD }, stdin: ODD };
      const { stdout } = await machine.channel.exec(sh('id -u; printf "%s|" "$ODD"; cat'), options);
      // A driver without machines may have no root to give.
      const { stdout: root } = await machine.channel.exec(['sudo', '-n', 'id', '-u']);
      assert.equal(stdout, `${root}\n${ODD}|${ODD}`);
    },
  },
  ...[0, 7, 255].map((code) => ({
    title: `tells that a command ended with ${code}`,
    check: async ({ machine }: ContractSubject) => {
      const { ending, exitCode } = await machine.channel.exec(sh(`exit ${code}`));
      assert.deepEqual({ ending, exitCode }, { ending: 'exited', exitCode: code });
    },
  })),
  {
    title: 'gives 128 + n for a command that signal n ended',
    check: async ({ machine }) => {
      assert.equal((await machine.channel.exec(sh('kill -KILL $$'))).exitCode, 137);
    },
  },
  {
    title: 'starts a command with no signal ignored',
    check: async ({ machine }) => {
      for (const detached of [false, true]) {
        const command = sh('kill -INT $$; echo deaf');
        const { exitCode, stdout } = await machine.channel.exec(command, { detached });
        assert.deepEqual({ exitCode, stdout }, { exitCode: 130, stdout: '' });
      }
    },
  },
  {
    title: 'runs a program, also where its name is a keyword of shells',
    check: async ({ machine }) => {
      assert.equal((await machine.channel.exec(['if'])).exitCode, 127);
    },
  },
  {
    title: 'keeps stdout and stderr apart and hands on lines',
    check: async ({ machine }) => {
      const lines: string[] = [];
      const result = await machine.channel.exec(sh('echo out; echo err >&2; printf end'), {
        onLine: (line, stream) => lines.push(`${stream} ${line}`),
      });
      assert.equal(result.stdout, 'out\nend');
      assert.equal(result.stderr, 'err');
      assert.deepEqual(lines.sort(), ['stderr err', 'stdout end', 'stdout out']);
    },
  },
  {
    title: 'runs commands at the same time',
    check: async ({ machine }) => {
      const numbers = Array.from({ length: 12 }, (_, index) => String(index));
      const results = await Promise.all(numbers.map((n) => machine.channel.exec(['echo', n])));
      assert.deepEqual(
        results.map(({ stdout }) => stdout),
        numbers,
      );
    },
  },
  {
    title: 'does not wait for what a command leaves in the background',
    check: async ({ machine }) => {
      const result = await machine.channel.exec(sh('sleep 1000 & echo started'), {
        timeout: 60_000,
      });
      assert.equal(result.ending, 'exited');
      assert.equal(result.stdout, 'started');
    },
  },
  {
    title: 'ends a command and its children at its time limit',
    check: async ({ machine }) => {
      const script = 'echo before; sleep 4321 & timeout 4321 sleep 4321';
      const { ending, stdout } = await machine.channel.exec(sh(script), { timeout: 3000 });
      assert.deepEqual({ ending, stdout }, { ending: 'timeout', stdout: 'before' });
      const left = await machine.channel.exec(
        sh(
          'for c in /proc/[0-9]*/cmdline; do tr "\\0" " " <"$c"; echo; done 2>/dev/null | grep -c "^sleep 4321"',
        ),
      );
      assert.equal(left.stdout, '0');
    },
  },
  {
    title: 'tells of a detached command what it tells of any other',
    check: async ({ machine }) => {
      const options = { detached: true, endSession: true };
      const { exitCode, stdout, stderr } = await machine.channel.exec(
        sh('echo out; echo err >&2; sleep 4321 & exit 7'),
        options,
      );
      assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 7, stdout: 'out', stderr: 'err' });
      const limited = { ...options, timeout: 3000 };
      assert.equal((await machine.channel.exec(sh('sleep 4321'), limited)).ending, 'timeout');
    },
  },
  {
    title: 'ends a command when it is aborted',
    check: async ({ machine }) => {
      const signal = AbortSignal.timeout(1000);
      assert.equal((await machine.channel.exec(['sleep', '4321'], { signal })).ending, 'aborted');
    },
  },
  {
    title: 'takes a folder and gives it back, exec bits and odd names included',
    check: async ({ machine, folder }) => {
      const [from, to] = [join(folder, 'from'), join(folder, 'to')];
      mkdirSync(join(from, 'sub folder'), { recursive: true });
      writeFileSync(join(from, 'sub folder', "it's"), 'text');
      writeFileSync(join(from, 'run'), '#!/bin/sh\n', { mode: 0o755 });
      await machine.channel.push(from, '/tmp/contract/a folder');
      const report = await machine.channel.pull('/tmp/contract/a folder', to, LIMITS);
      assert.deepEqual(report, { found: true, complete: true, files: 2, bytes: 14, refused: [] });
      assert.equal(readFileSync(join(to, 'sub folder', "it's"), 'utf8'), 'text');
      assert.equal(statSync(join(to, 'run')).mode & 0o100, 0o100);
    },
  },
  {
    title: 'brings a single file home',
    check: async ({ machine, folder }) => {
      await machine.channel.pull('/etc/hostname', join(folder, 'file'), LIMITS);
      assert.ok(readFileSync(join(folder, 'file', 'hostname'), 'utf8').length > 0);
    },
  },
  {
    title: 'says that there is no such path',
    check: async ({ machine, folder }) => {
      const report = await machine.channel.pull('/nonexistent/path', join(folder, 'none'), LIMITS);
      assert.deepEqual([report.found, report.complete, report.files], [false, false, 0]);
    },
  },
  {
    title: 'leaves what exceeds the limits in the guest',
    check: async ({ machine, folder }) => {
      await machine.channel.exec(
        sh('mkdir -p /tmp/much && head -c 2000000 /dev/zero >/tmp/much/zeros'),
      );
      const report = await machine.channel.pull('/tmp/much', join(folder, 'much'), LIMITS);
      assert.deepEqual([report.files, report.refused.map(({ path }) => path)], [0, ['./zeros']]);
    },
  },
  {
    title: 'fails to push where nothing can be written, with a code',
    check: async ({ machine, folder }) => {
      const failed = machine.channel.push(join(folder, 'from'), '/proc/nowhere');
      await assert.rejects(failed, { code: 'CHANNEL_FAILED' });
    },
  },
  {
    title: 'lets another process in, by words that its lease can keep',
    check: async ({ machine, runner }) => {
      const line = 'echo "$(id -un) $((6 * 7))"; exit 3';
      const { stdout, exitCode } = await runner.run([...machine.entry.command, line]);
      const user = (await machine.channel.exec(['id', '-un'])).stdout;
      assert.deepEqual({ stdout, exitCode }, { stdout: `${user} 42`, exitCode: 3 });
    },
  },
  {
    title: 'describes itself in words',
    check: ({ machine }) => {
      const facts = Object.entries(machine.describe());
      assert.ok(facts.length > 0 && facts.every(([, value]) => value !== ''));
      return Promise.resolve();
    },
  },
  {
    title: 'is gone after destroy, which may be called twice and is no death',
    check: async ({ machine }) => {
      await machine.destroy();
      await machine.destroy();
      assert.equal((await machine.channel.exec(['true'])).ending, 'lost');
      const died = await Promise.race([machine.died, Promise.resolve('not asked for')]);
      assert.equal(died, 'not asked for');
    },
  },
];

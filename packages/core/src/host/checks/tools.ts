import { adminPath } from '../admin-path';
import { findCommands } from '../find-commands';
// One by one: the whole of semver takes as long to load as everything else here.
import coerce from 'semver/functions/coerce';
import lt from 'semver/functions/lt';
import { type Check, type CheckContext, type Outcome, fail, pass, skip, warn } from '../../check';
import type { Problem } from '../../errors';
import type { BoxOptions } from '../../model';
import type { Argv, RunResult } from '../../process';

interface Tool {
  command: string;
  /** Of a tool that has to be new enough; any other is not started, only looked for. */
  atLeast?: {
    /** Prints the version. */
    ask: readonly string[];
    /** Finds the version in what it prints. */
    version: RegExp;
    /** The oldest that can do what is asked of it. */
    minimum: string;
  };
  /** Distribution package (Debian, Ubuntu) that brings it. */
  package: string;
  neededBy: (options: BoxOptions) => boolean;
  /** What is without it, as a sentence, where boxes run all the same. */
  without?: string;
}

const isQemu = ({ driver }: BoxOptions) => driver === 'qemu';
const isDummy = ({ driver }: BoxOptions) => driver === 'dummy';
const hasMachine = (options: BoxOptions) => isQemu(options) || isDummy(options);
const isBuilt = (options: BoxOptions) => isQemu(options) && options.image.startsWith('debian:');

const NO_IMAGES = 'Images cannot be built here; only boxes whose images exist can run.';

/** What the boxes need of the host. A new tool: one line here. */
const TOOLS: readonly Tool[] = [
  {
    command: 'qemu-system-x86_64',
    atLeast: { ask: ['--version'], version: /version (\S+)/, minimum: '6.0.0' },
    package: 'qemu-system-x86',
    neededBy: isQemu,
  },
  {
    command: 'qemu-img',
    atLeast: { ask: ['--version'], version: /version (\S+)/, minimum: '6.0.0' },
    package: 'qemu-utils',
    neededBy: isQemu,
  },
  {
    command: 'ssh',
    atLeast: { ask: ['-V'], version: /OpenSSH_(\S+?)p/, minimum: '8.0.0' },
    package: 'openssh-client',
    neededBy: isQemu,
  },
  { command: 'ssh-keygen', package: 'openssh-client', neededBy: isQemu },
  { command: 'mmdebstrap', package: 'mmdebstrap', neededBy: isBuilt, without: NO_IMAGES },
  {
    command: 'mke2fs',
    // The first that fills a file system from a folder (-d).
    atLeast: { ask: ['-V'], version: /mke2fs (\S+)/, minimum: '1.43.0' },
    package: 'e2fsprogs',
    neededBy: isBuilt,
    without: NO_IMAGES,
  },
  {
    command: 'unshare',
    // The first with --map-user and --map-group.
    atLeast: { ask: ['--version'], version: /util-linux (\S+)/, minimum: '2.36.0' },
    package: 'util-linux',
    neededBy: isDummy,
  },
  {
    command: 'setpriv',
    // The first with --pdeathsig.
    atLeast: { ask: ['--version'], version: /util-linux (\S+)/, minimum: '2.33.0' },
    package: 'util-linux',
    neededBy: hasMachine,
    without: 'A machine whose keeper is killed stays until the next run or vm-reap ends it.',
  },
];

export const tools: Check = {
  id: 'host-tools',
  stage: 'host',
  title: 'The programs that make machines are installed',
  why: 'A missing program is found in a second here, and after an image download or build otherwise.',
  fix: 'Install what is named, in the version that is named.',
  run: async (context) => {
    const needed = TOOLS.filter(({ neededBy }) =>
      context.boxes.some(({ options }) => neededBy(options)),
    );
    if (needed.length === 0) return skip('No box needs a program of this host.');
    return judge(await Promise.all(needed.map((tool) => look(tool, context))));
  },
};

interface Finding {
  tool: Tool;
  /** How people read it, e.g. `qemu-img 7.2.22`. */
  found: string;
  problem?: Problem;
}

async function look(tool: Tool, { runner, signal, env }: CheckContext): Promise<Finding> {
  const { command, atLeast } = tool;
  const path = adminPath(env);
  const isMissing = { tool, found: '', problem: { message: `'${command}' is not installed.` } };
  if (atLeast === undefined)
    return findCommands(path, command).length === 0 ? isMissing : { tool, found: command };
  const argv: Argv = [command, ...atLeast.ask];
  const answer = await runner.run(argv, { signal, env: { PATH: path }, timeout: 10_000 });
  return answer.ending === 'missing' ? isMissing : compare(tool, atLeast, answer);
}

function compare(
  tool: Tool,
  { version: pattern, minimum }: NonNullable<Tool['atLeast']>,
  { stdout, stderr }: RunResult,
): Finding {
  const { command } = tool;
  const printed = pattern.exec(`${stdout}\n${stderr}`)?.[1];
  const version = coerce(printed);
  const found = printed === undefined ? command : `${command} ${printed}`;
  if (version !== null && !lt(version, minimum)) return { tool, found };
  const has = printed === undefined ? 'does not tell its version' : `is version ${printed}`;
  return {
    tool,
    found,
    problem: { message: `'${command}' ${has}; ${minimum} or newer is needed.` },
  };
}

function judge(findings: readonly Finding[]): Outcome {
  const flawed = findings.filter(({ problem }) => problem !== undefined);
  if (flawed.length === 0) return pass(findings.map(({ found }) => found).join(', '));
  const packages = [...new Set(flawed.map(({ tool }) => tool.package))].join(' ');
  const fix = `On Debian and Ubuntu: sudo apt-get install ${packages}`;
  const problems = flawed.flatMap(({ problem }) => problem ?? []);
  const without = new Set(flawed.map(({ tool }) => tool.without));
  return without.has(undefined)
    ? fail('Machines cannot be made with the programs of this host.', fix, problems)
    : warn([...without].join(' '), fix, problems);
}

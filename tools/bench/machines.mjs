// Machines of the packages as users have them, without a workspace around: what the driver costs by itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isOnPath } from './command.mjs';
import { notBuilt } from './ground.mjs';

/**
 * @typedef {object} Machine
 * @property {'warm' | 'cold'} start
 * @property {'kvm' | 'tcg'} accelerator
 * @property {{ exec(argv: readonly string[]): Promise<{ exitCode?: number, stderr: string }> }} channel
 * @property {() => Record<string, string>} describe
 * @property {{ command: readonly [string, ...string[]] }} entry
 * @property {() => Promise<void>} destroy
 *
 * @typedef {object} Image
 * @property {string} disk
 * @property {{ vmlinuz: string, initrd: string, append: string }} kernel
 *
 * @typedef {object} Started
 * @property {Machine} machine
 * @property {number} answeredMs from the wish for it to the end of its first command
 * @property {number} runningMs of a clone: from the start of its QEMU until it runs
 * @property {() => Promise<void>} end
 *
 * @typedef {object} Machines
 * @property {import('./peers/peers.mjs').Guest} guest what they all are
 * @property {(how: { warm: boolean, cache?: string }) => Promise<Started>} start templates stand in the cache
 * @property {(uri: string) => Promise<Image>} provide an image with python3
 */

const IMAGE = 'debian:bookworm';
/** MiB. */
const MEMORY = 512;
const BOOT_MS = 600_000;

const PROGRAMS = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['qemu-img', 'qemu-utils'],
  ['mmdebstrap', 'mmdebstrap'],
  ['ssh', 'openssh-client'],
];

export function noMachines() {
  const missing = PROGRAMS.filter(([command = '']) => !isOnPath(command));
  if (missing.length === 0) return notBuilt();
  const names = (/** @type {0 | 1} */ at) => missing.map((program) => program[at]);
  return `${names(0).join(', ')} missing; enable with: apt-get install ${names(1).join(' ')}`;
}

/** @type {WeakMap<import('./ground.mjs').Ground, Promise<Machines>>} */
const made = new WeakMap();

/**
 * Those of one ground, with one template for all that measure clones.
 * @param {import('./ground.mjs').Ground} ground
 * @returns {Promise<Machines>}
 */
export function machinesOf(ground) {
  const machines = made.get(ground) ?? makeMachines(ground);
  made.set(ground, machines);
  return machines;
}

/**
 * @param {import('./ground.mjs').Ground} ground
 * @returns {Promise<Machines>}
 */
async function makeMachines(ground) {
  const { root } = await ground.workspace('machines');
  const { DRIVERS, provideImage, takeLease, createRunner, hostCache, probe } = load(root);
  const driver = DRIVERS.find((/** @type {{ name: string }} */ { name }) => name === 'qemu');
  const shared = {
    ...{ runner: await createRunner(), env: process.env, signal: new AbortController().signal },
    ...{ notice: ground.say, onProgress: () => undefined },
  };
  /** @type {Machines['provide']} */
  const provide = async (uri) => {
    ground.say(`making the image ${uri}, if it is not there`);
    return await provideImage(
      { uri, packages: ['python3'], releaseRoot: root, boxRoot: root, box: 'bench' },
      { ...shared, cacheDir: hostCache(process.env) },
    );
  };
  const image = await provide(IMAGE);
  const folder = ground.folder();
  const { accelerator } = await probe({ ...shared, cacheDir: folder });
  let count = 0;

  /** @type {Machines['start']} */
  const start = async ({ warm, cache = folder }) => {
    const box = `bench-${(count += 1)}`;
    const deadline = new Date(Date.now() + 2 * BOOT_MS);
    const where = { ...shared, cacheDir: cache };
    const lease = await takeLease({ box, purpose: 'run', workspace: root, deadline }, where);
    const watch = stopwatch(lease);
    const spec = {
      ...{ box, hostname: box, user: 'tester', image, warm, bootTimeout: BOOT_MS },
      ...{ memory: MEMORY, cpus: 1, disk: 8, firmware: 'bios', network: 'isolated' },
      consoleLog: join(folder, `${box}.log`),
    };
    const startedAt = performance.now();
    /** @type {Machine} */
    const machine = await driver.boot(spec, {
      ...{ ...where, ...watch.context },
      coldBoot: (/** @type {() => unknown} */ boot) => boot(),
      inLine: (/** @type {string} */ _what, /** @type {() => unknown} */ wait) => wait(),
    });
    const end = async () => {
      await machine.destroy();
      await lease.end();
    };
    const { exitCode, stderr } = await machine.channel.exec(['true']);
    const answeredMs = performance.now() - startedAt;
    if (exitCode !== 0) throw new Error(`A machine does not answer: ${stderr}`);
    if (warm !== (machine.start === 'warm')) throw new Error(`A machine started ${machine.start}.`);
    return { machine, answeredMs, runningMs: watch.runningMs(), end };
  };
  return { guest: { image, accelerator, memory: MEMORY }, start, provide };
}

/** The packages' own parts, which they export to nobody. */
function load(/** @type {string} */ root) {
  const packages = join(root, 'node_modules/@flightline');
  const require = createRequire(join(packages, 'vm-run/package.json'));
  const from = (/** @type {string} */ path) => require(join(packages, path, 'index.js'));
  return {
    ...{ ...from('vm-run/dist/drivers'), ...from('vm-run/dist/images') },
    ...{ ...from('core/dist/leases'), ...from('core/dist/process') },
    ...{
      hostCache: from('core/dist/host').cacheDir,
      probe: from('core/dist/host').probeAccelerator,
    },
  };
}

/** @param {{ folder: string, runtime: string, start: (...words: unknown[]) => unknown }} lease */
function stopwatch(lease) {
  let [startedAt, runsAt] = [NaN, NaN];
  const context = {
    lease: {
      ...{ folder: lease.folder, runtime: lease.runtime },
      start: (/** @type {unknown[]} */ ...words) => {
        startedAt = performance.now();
        return lease.start(...words);
      },
    },
    onProgress: (/** @type {string} */ detail) => {
      if (detail.startsWith('runs')) runsAt = performance.now();
    },
  };
  return { context, runningMs: () => runsAt - startedAt };
}

/**
 * Memory of a process in MiB, where a page that n processes have counts as 1/n (PSS, proc_pid_smaps(5)); `of`: only
 * what it has of the file whose name ends so.
 * @param {string} pid
 * @param {string} [of]
 */
export function proportionalMemory(pid, of = '') {
  let [sum, counts] = [0, false];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[\da-f]+-[\da-f]+ /.test(line)) counts = line.endsWith(of);
    const [, kibibytes] = /^Pss:\s+(\d+) kB$/.exec(line) ?? [];
    if (counts && kibibytes !== undefined) sum += Number(kibibytes);
  }
  return sum / 1024;
}

import { BootWatch } from './boot-watch';

const PANIC = '[    8.123456] Kernel panic - not syncing: sysrq triggered crash';
const OOM = '[   70.123456] Out of memory: Killed process 123 (python3) total-vm:22000kB';
const READ_ONLY = '[   90.123456] EXT4-fs (vda): Remounting filesystem read-only';
const KERNEL = '[    0.000000] Linux version 6.1.0-50-cloud-amd64 (gcc-12)';
const LIMIT = 360_000;

const watching = (...lines: string[]) => {
  const watch = new BootWatch(LIMIT);
  for (const line of lines) watch.line(line);
  return watch;
};
const silent = (watch: BootWatch, seconds: number) => {
  for (let second = 0; second < seconds; second += 1) watch.silence(1000);
  return watch;
};

describe('what a boot ends with', () => {
  it('is the first line that proves it, in the words of the guest', () => {
    expect(watching(KERNEL, OOM, PANIC).finding).toEqual({
      because: `the guest ran out of memory ('${OOM}')`,
      code: 'BOOT_BROKEN',
    });
  });

  it('is told with the clues that came before', () => {
    const { finding } = watching('error: no such partition.', 'Entering rescue mode...');
    expect(finding?.because).toMatch(
      /'Entering rescue mode\.\.\.'.*; before that, .*no such partition/,
    );
  });

  it('is no clue alone, however often it is repeated', () => {
    const watch = watching(
      ...Array.from({ length: 50 }, (_, disk) => `error: no such device: ${disk}.`),
    );
    expect(watch.finding).toBeUndefined();
    expect(watch.hints()).toHaveLength(3);
  });

  it('is quoted no longer than a message can bear', () => {
    expect(watching(`${PANIC} ${'x'.repeat(5000)}`).finding?.because.length).toBeLessThan(300);
  });
});

describe('silence', () => {
  it.each([
    ['the firmware', ['SeaBIOS (version 1.16)'], 'BOOT_FAILED', /firmware/],
    ['what the firmware started', ['Booting from Hard Disk...'], 'BOOT_BROKEN', /neither wrote/],
    ['the kernel', ['Booting from ROM...', KERNEL], 'BOOT_FAILED', /kernel started/],
    ['everything', [], 'BOOT_FAILED', /firmware/],
  ])('of %s ends a boot after a third of its limit', (_name, lines, code, because) => {
    const watch = silent(watching(...lines), 119);
    expect(watch.finding).toBeUndefined();
    expect(silent(watch, 1).finding).toMatchObject({ code });
    expect(watch.finding?.because).toMatch(because);
  });

  it('is counted from the last sign of life', () => {
    const watch = silent(watching(KERNEL), 119);
    watch.sign();
    expect(silent(watch, 119).finding).toBeUndefined();
  });

  it.each([
    [1000, 29, false],
    [1000, 30, true],
    [90_000, 29, false],
    [90_000, 30, true],
    [600_000, 199, false],
    [600_000, 200, true],
  ])('with a limit of %d ms ends a boot after %d s: %s', (limit, seconds, ends) => {
    expect(silent(new BootWatch(limit), seconds).finding !== undefined).toBe(ends);
  });

  it('means nothing once the guest is up', () => {
    const watch = watching(KERNEL);
    watch.cameUp();
    expect(silent(watch, 3600).finding).toBeUndefined();
  });
});

describe('a guest that starts over', () => {
  const HARD_DISK = 'Booting from Hard Disk...';
  it.each([
    ['a boot loader that returns', [HARD_DISK, HARD_DISK, HARD_DISK], true],
    ['a kernel that starts kernels', [KERNEL, KERNEL, KERNEL], true],
    ['a kernel that starts another one', [HARD_DISK, KERNEL, KERNEL], false],
    [
      'a firmware that tries what there is',
      [
        HARD_DISK,
        'Booting from DVD/CD...',
        'Booting from Floppy...',
        'Booting from ROM...',
        KERNEL,
      ],
      false,
    ],
  ])('%s', (_name, lines, loops) => {
    expect(watching(...lines).finding?.because.includes('over and over') ?? false).toBe(loops);
  });

  it('is not taken for one whose first line was seen twice, as a prompt and whole', () => {
    const watch = watching(HARD_DISK);
    watch.prompt(HARD_DISK);
    watch.line(HARD_DISK);
    expect(watch.finding).toBeUndefined();
  });
});

describe('once the guest is up', () => {
  const up = (...lines: string[]) => {
    const watch = watching(KERNEL);
    watch.cameUp();
    for (const line of lines) watch.line(line);
    return watch.trouble;
  };

  it.each<[string, string[], RegExp[]]>([
    ['nothing', [], []],
    ['a process that ran out of memory', [OOM], [/^the guest ran out of memory/]],
    ['a file system that takes no more', [READ_ONLY], [/^a file system of the guest became read/]],
    ['what came last, and what came before it', [OOM, PANIC], [/panicked/, /out of memory/]],
  ])('its trouble is %s', (_name, lines, trouble) => {
    expect(up(...lines)).toEqual(
      trouble.map((pattern) => expect.stringMatching(pattern) as string),
    );
  });

  it('what it said while it booted is no trouble of today', () => {
    const watch = watching(KERNEL, READ_ONLY);
    watch.cameUp();
    expect(watch.trouble).toEqual([]);
  });
});

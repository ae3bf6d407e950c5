import { type BoxDefinition, type BoxOptions, boxProblems, completeBox, matrixProblems } from '.';

const box = (options: object = {}, name = 'bookworm') => ({
  name,
  root: `app/vms/boxes/${name}`,
  options: completeBox({ image: 'debian:bookworm', hostname: name, ...options }),
});

describe('completeBox', () => {
  it('leaves what was said, and fills in the rest', () => {
    const { memory, timeouts, driver } = completeBox({ memory: 2048, timeouts: { boot: 5 } });
    expect({ memory, driver, boot: timeouts.boot, run: timeouts.run }).toEqual({
      memory: 2048,
      driver: 'qemu',
      boot: 5,
      run: 600,
    });
  });
});

describe('boxProblems', () => {
  it('is empty for a box with an image and a host name', () => {
    expect(boxProblems(box())).toEqual([]);
  });

  it.each<[key: keyof BoxOptions, good: unknown]>([
    ['image', 'file:vms/disk.qcow2'],
    ['packages', ['libstdc++6', 'python3']],
    ['memory', 128],
    ['cpus', 255],
    ['hostname', 'a'],
    ['hostname', 'a-1'],
    ['hostname', 'a'.repeat(63)],
    ['user', '_apt'],
    ['runner', 'vms/..hidden.sh'],
    ['reports', '/mnt/reports'],
    ['collect', ['/var/log/syslog']],
    ['runnerEnv', { LC_ALL: 'C' }],
    ['network', 'outbound'],
    ['firmware', 'uefi'],
  ])('takes %s %j', (key, good) => {
    expect(boxProblems(box({ [key]: good }))).toEqual([]);
  });

  it.each<[key: keyof BoxOptions, bad: unknown, says: RegExp]>([
    ['driver', '', /A driver is needed/],
    ['image', '', /An image is needed/],
    ['image', 'bookworm', /'bookworm' is no image URI/],
    ['packages', ['python3', 'rm -rf', '-y'], /^'rm -rf', '-y' cannot be/],
    ['memory', 127, /127 is no memory size/],
    ['memory', 512.5, /512.5 is no memory size/],
    ['memory', '512', /'memory' has to be a number/],
    ['cpus', 0, /0 is no number of CPUs/],
    ['disk', 0, /0 is no disk size/],
    ['hostname', '', /A hostname is needed/],
    ['hostname', 'Bookworm', /'Bookworm' is no host name/],
    ['hostname', 'a-', /'a-' is no host name/],
    ['hostname', 'a'.repeat(64), /is no host name/],
    ['hostname', '../x', /is no host name/],
    ['user', 'me too', /'me too' is no user name/],
    ['runner', 'vms/../runner.sh', /no script directly in/],
    ['runner', '/vms/runner.sh', /no script directly in/],
    ['runner', 'vms/README.md', /no script directly in/],
    ['artifact', 'dist/release', /cannot be used/],
    ['evidenceDir', 'evidence', /cannot be used/],
    ['runnerArgs', '--fast', /'runnerArgs' has to be a list of texts/],
    ['runnerEnv', { 'A-B': '1' }, /'A-B' cannot be the name of an environment variable/],
    ['runnerEnv', ['A=1'], /'runnerEnv' has to be a table/],
    ['reports', 'mnt/reports', /no absolute path/],
    ['reports', '/mnt/../etc', /no absolute path/],
    ['collect', ['/var/log', 'etc'], /^'etc': not an absolute path/],
    ['collect', '/var/log', /'collect' has to be a list of texts/],
    ['collect', [1], /'collect' has to be a list of texts/],
    ['network', 'bridged', /neither 'isolated' nor 'outbound'/],
    ['firmware', 'coreboot', /neither 'bios' nor 'uefi'/],
  ])('refuses %s %j once, by its key', (key, bad, says) => {
    const problems = boxProblems(box({ [key]: bad }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'app/vms/boxes/bookworm/project.json', key });
    expect(problems[0]?.message).toMatch(says);
  });

  it.each([0, -1, '90'])('refuses a time limit of %j', (boot) => {
    expect(boxProblems(box({ timeouts: { boot } }))).toMatchObject([{ key: 'timeouts.boot' }]);
  });

  it('knows an option that does not exist', () => {
    expect(boxProblems(box({ memroy: 512 }))).toMatchObject([
      { key: 'memroy', message: "There is no option 'memroy'." },
    ]);
  });

  it('tells all problems at once', () => {
    const options: BoxDefinition = { memory: 1, cpus: 0, user: '' };
    expect(boxProblems(box(options)).map(({ key }) => key)).toEqual(['memory', 'cpus', 'user']);
  });
});

describe('matrixProblems', () => {
  it.each([
    ['boxes with names of their own', [box({}, 'a'), box({}, 'b')], []],
    ['no boxes', [], []],
    [
      'two boxes with one host name',
      [box({}, 'a'), box({ hostname: 'a' }, 'b')],
      [{ file: 'app/vms/boxes/b/project.json', key: 'hostname' }],
    ],
    [
      'two boxes without a host name',
      [box({ hostname: '' }, 'a'), box({ hostname: '' }, 'b')],
      [{ file: 'app/vms/boxes/a/project.json' }, { file: 'app/vms/boxes/b/project.json' }],
    ],
  ])('%s', (_, boxes, problems) => {
    expect(matrixProblems({ boxes })).toMatchObject(problems);
  });
});

import { readVagrantfile } from '.';
import type { VagrantfileHost, VagrantfileReading } from './model';

const reading = (
  source: string,
  files: Readonly<Record<string, string>> = {},
  env: VagrantfileHost['env'] = {},
): Promise<VagrantfileReading> => {
  const all: Readonly<Record<string, string>> = { ...files, 'vm/Vagrantfile': source };
  return readVagrantfile('vm/Vagrantfile', { read: (path) => all[path], env });
};

const inConfig = (body: string) => `Vagrant.configure('2') do |config|\n${body}\nend`;
const machine = async (body: string) => {
  const { machines } = await reading(inConfig(body));
  const [one] = machines;
  if (one === undefined) throw new Error('There is no machine.');
  return one;
};

describe('what only a real run would tell', () => {
  it.each([
    ['a command', 'config.vm.box = `uname`', 'vm.box', 'command'],
    ['the host', 'config.vm.box = RUBY_PLATFORM', 'vm.box', 'platform'],
    ['the clock', 'config.vm.hostname = "a#{Time.now}"', 'vm.hostname', 'only when Vagrant runs'],
    ['the home folder', "config.vm.box = ENV['HOME']", 'vm.box', "'HOME'"],
    ['a folder above', "config.vm.box = File.read('../box')", 'vm.box', 'outside of the folder'],
    ['a full path', "config.vm.box = File.read('/etc/hostname')", 'vm.box', 'outside'],
    ['a missing file', "config.vm.box = File.read('box')", 'vm.box', "no file 'vm/box'"],
    ['a missing key', "config.vm.box = ENV.fetch('BOX')", 'vm.box', 'no default'],
    ['an unknown method', 'config.vm.box = "x".frobnicate', 'vm.box', "'frobnicate'"],
    ['nil', 'config.vm.box = nil.name', 'vm.box', "'name' is called on nil"],
    ['an unknown constant', 'config.vm.box = BOX', 'vm.box', "'BOX' is not defined"],
    ['where the folder lies', 'config.vm.hostname = File.basename(__dir__)', 'vm.hostname', ''],
  ])('%s', async (_, line, key, message) => {
    const { unknown, ...rest } = await machine(line);
    expect(unknown).toEqual([expect.objectContaining({ file: 'vm/Vagrantfile', line: 2, key })]);
    expect(unknown[0]?.message).toContain(message);
    expect(unknown[0]?.hint).toMatch(/^[A-Z].*\.$/);
    expect(rest.box ?? rest.hostname).toBeUndefined();
  });

  it.each([
    ['a branch', 'if `id` == "0" then config.vm.box = "a" else config.vm.box = "b" end'],
    ['a modifier', 'config.vm.box = "a"\nconfig.vm.box = "b" if `id`'],
    ['a case', 'case `id`\nwhen "a" then config.vm.box = "a"\nelse config.vm.box = "b" end'],
    ['a variable', 'box = "a"\nbox = "b" if `id`\nconfig.vm.box = box'],
    ['a changed list', 'all = ["a"]\nall << "b" if `id`\nconfig.vm.box = all.last'],
    ['a changed text', 'box = +"a"\nbox << "b" unless `id`\nconfig.vm.box = box'],
    ['a loop', '`ls`.each { |one| config.vm.box = one }'],
    ['an early end', '[1].each { |one| next if `id`; config.vm.box = "a" }'],
    ['a rescue', 'begin\n raise "x" if `id`\nrescue\n config.vm.box = "a"\nend'],
    ['a ternary', 'config.vm.box = `id` ? "a" : "b"'],
    ['a default', 'config.vm.box = `id` || "a"'],
  ])('is not known after %s', async (_, body) => {
    const { box, unknown } = await machine(body);
    expect(box).toBeUndefined();
    expect(unknown[0]).toMatchObject({
      key: 'vm.box',
      message: expect.stringContaining('command') as unknown,
    });
  });

  it.each([
    [
      'of a perhaps defined machine',
      'config.vm.define "a" if `id`',
      "Machine 'a' is defined only perhaps",
      2,
    ],
    ['of a name', 'config.vm.define `id`', 'The name of a machine is not known', 2],
    ['of many names', '\n`ls`.each { |n| config.vm.define n }', 'The name of a machine', 3],
    ['of a name that is no text', 'config.vm.define 5', 'no text', 2],
    ['of an endless loop', 'loop { x = 1 }', 'steps', 2],
    ['of endless calls', 'def again = again\nagain', 'deeply', 2],
    ['of an end', 'raise "not here"', 'ends here with RuntimeError: not here', 2],
    ['of an exit', 'abort "bye"', 'SystemExit', 2],
  ])('names no machine because %s', async (_, body, message, line) => {
    const { machines, unknown } = await reading(inConfig(body));
    expect(machines).toEqual([]);
    expect(unknown).toEqual([expect.objectContaining({ file: 'vm/Vagrantfile', line })]);
    expect(unknown[0]?.message).toContain(message);
  });

  it('is an old configuration', async () => {
    const { machines, unknown } = await reading(
      'Vagrant::Config.run { |config| config.vm.box = "a" }',
    );
    expect(machines).toEqual([]);
    expect(unknown[0]?.message).toContain('version 2');
  });

  it('is a missing Ruby file', async () => {
    const { unknown } = await reading("require_relative 'sizes'");
    expect(unknown).toEqual([
      expect.objectContaining({ line: 1, message: "There is no file 'vm/sizes.rb'." }),
    ]);
  });
});

it('reads a file as on a host that has the plugin without which it ends', async () => {
  const { machines } = await reading(
    `abort 'no' unless Vagrant.has_plugin?('x')\n${inConfig('config.vm.box = "a"')}`,
  );
  expect(machines).toEqual([expect.objectContaining({ name: 'default', box: 'a' })]);
});

it('takes the environment it is given', async () => {
  const { machines } = await reading(inConfig("config.vm.box = ENV['BOX']"), {}, { BOX: 'mine' });
  expect(machines[0]?.box).toBe('mine');
});

it('names every file it looked at', async () => {
  const { files } = await reading("require './a'\nFile.exist?('c.yml')", {
    'vm/a.rb': "load 'b.rb'",
    'vm/b.rb': '',
  });
  expect(files).toEqual(['vm/Vagrantfile', 'vm/a.rb', 'vm/b.rb', 'vm/c.yml']);
});

describe('broken files', () => {
  it.each([
    ["Vagrant.configure('2') do |config|\n  config.vm.box = 'a\nend", 1],
    ['x = [1,\n', 1],
    ['if true\n', 1],
    ['end', 1],
    ['config.vm.box = ) 1', 1],
  ])('%j', async (source, line) => {
    await expect(reading(source)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      problems: expect.arrayContaining([
        expect.objectContaining({
          file: 'vm/Vagrantfile',
          line,
          column: expect.any(Number) as unknown,
        }),
      ]) as unknown,
    });
  });

  it('name their problems in the order of the file', async () => {
    const source = 'if true\n  x = )\nend end\ny = ]\n';
    const error: unknown = await reading(source).catch((problem: unknown) => problem);
    const { problems } = error as { problems: { line: number; column: number }[] };
    const places = problems.map(({ line, column }) => line * 1000 + column);
    expect(places.length).toBeGreaterThan(2);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('is said of a file that is missing', async () => {
    const host = { read: () => undefined, env: {} };
    await expect(readVagrantfile('Vagrantfile', host)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });

  it('is said of a file that the Vagrantfile requires', async () => {
    await expect(reading("require_relative 'a'", { 'vm/a.rb': 'def' })).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ file: 'vm/a.rb' })]) as unknown,
    });
  });
});

describe('settings', () => {
  const two = (one: string, other: string) =>
    inConfig(`config.vm.define('a') { |m| ${one} }\nconfig.vm.define('b') { |m| ${other} }`);
  const settings = async (source: string) =>
    (await reading(source)).machines.map((one) => JSON.stringify(one.settings));

  it.each([
    ['a comment', two('m.vm.box = "x" # why\n', 'm.vm.box = "y"')],
    ['formatting', two('\n\n  m.vm.box   = "x"\n', 'm.vm.box = ("y")')],
    ['another way to write it', two("m.vm.box = 'x'", 'm.vm.box = %q(y)')],
  ])('do not change with %s', async (_, changed) => {
    expect(await settings(changed)).toEqual(
      await settings(two('m.vm.box = "x"', 'm.vm.box = "y"')),
    );
  });

  it.each([
    ['a provisioner', 'm.vm.provision "shell", inline: "a"'],
    ['a port', 'm.vm.network "forwarded_port", guest: 1, host: 2'],
    ['a provider', 'm.vm.provider("x") { |v| v.gui = true }'],
    ['a value that is not known', 'm.vm.hostname = `id`'],
    ['what is perhaps set', 'm.vm.hostname = "z" if `id`'],
  ])('change with %s, of that machine alone', async (_, more) => {
    const [a, b] = await settings(two('m.vm.box = "x"', 'm.vm.box = "y"'));
    const [changedA, sameB] = await settings(two(`m.vm.box = "x"; ${more}`, 'm.vm.box = "y"'));
    expect(sameB).toBe(b);
    expect(changedA).not.toBe(a);
  });

  it.each([
    [
      'n = `id`.to_i * 2; m.vm.boot_timeout = n + 1',
      'n = `id`.to_i * 3; m.vm.boot_timeout = n + 1',
    ],
    ['m.vm.boot_timeout = 5 if `id`', 'm.vm.boot_timeout = 6 if `id`'],
    ['n = `id` ? 1 : 2; m.vm.boot_timeout = n', 'n = `id` ? 1 : 3; m.vm.boot_timeout = n'],
  ])('tell %j from %j though neither is known', async (one, other) => {
    expect(await settings(two(one, ''))).not.toEqual(await settings(two(other, '')));
  });
});

import { type VagrantfileHost, readVagrantfile } from '.';

/** A folder with a Vagrantfile and perhaps other files. */
const folder = (
  files: Readonly<Record<string, string>>,
  env: VagrantfileHost['env'] = {},
): VagrantfileHost => ({
  read: (path) => files[path],
  list: (path) => {
    const inside = Object.keys(files).flatMap((name) =>
      path === '.' || name.startsWith(`${path}/`) ? [name] : [],
    );
    return inside.length === 0 ? undefined : inside;
  },
  env,
});

it('reads machines', async () => {
  const host = folder({
    Vagrantfile: "Vagrant.configure('2') { |c| %w[a b].each { |n| c.vm.define n } }",
  });
  const { machines } = await readVagrantfile('Vagrantfile', host);
  expect(machines.map(({ name }) => name)).toEqual(['a', 'b']);
});

it('says nothing of a file that configures nothing', async () => {
  expect(await readVagrantfile('Vagrantfile', folder({ Vagrantfile: '' }))).toEqual({
    machines: [],
    unknown: [],
    files: ['Vagrantfile'],
  });
});

import { answer, box } from '../testing/release-tree';
import { vagrantfile } from './vagrantfile';

const defining = (...names: string[]) =>
  [
    'Vagrant.configure("2") do |config|',
    ...names.map((name) => `  config.vm.define "${name}"`),
    'end',
  ].join('\n');

const BOXES = [box('one'), box('two')];
const ask = (files: Readonly<Record<string, string>>, settings = {}, boxes = BOXES) =>
  answer(
    vagrantfile,
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text])),
    boxes,
    { settings },
  );

describe('vagrantfile', () => {
  it.each<[what: string, files: Record<string, string>, settings: object]>([
    ['the usual place', { 'vms/Vagrantfile': defining('one', 'two') }, {}],
    ['the root', { Vagrantfile: defining('two', 'one') }, {}],
    ['a place that is set', { 'x/V': defining('one', 'two') }, { vagrantfile: 'x/V' }],
    [
      'the place that the boxes came from',
      {
        'vms/Vagrantfile': defining('other'),
        'old/Vagrantfile': defining('one', 'second'),
        'vms/boxes/two/vagrant.json': '{"vagrantfile": "old/Vagrantfile", "machine": "second"}',
      },
      {},
    ],
    [
      'what Nx does not hash',
      { '.nxignore': 'vms/Vagrantfile', 'vms/Vagrantfile': defining('one', 'two') },
      {},
    ],
  ])('agrees in %s', async (_what, files, settings) => {
    expect(await ask(files, settings)).toMatchObject({ status: 'pass' });
  });

  it('names machines without boxes, and boxes without machines', async () => {
    expect(await ask({ 'vms/Vagrantfile': defining('one', 'three') })).toMatchObject({
      status: 'fail',
      problems: [
        { file: 'app/vms/Vagrantfile', line: 3, message: "Machine 'three' has no box." },
        {
          file: 'app/vms/boxes/two/project.json',
          message: "Box 'two' is no machine of 'app/vms/Vagrantfile'.",
        },
      ],
    });
  });

  it('does not miss a machine that only Ruby would know', async () => {
    const text = defining('one').replace('end', '  config.vm.define `hostname`\nend');
    expect(await ask({ Vagrantfile: text })).toMatchObject({
      status: 'unverified',
      problems: [{ file: 'app/Vagrantfile', line: 3 }],
    });
  });

  it('is open where the file cannot be read', async () => {
    expect(await ask({ Vagrantfile: 'end' })).toMatchObject({ status: 'unverified' });
  });

  it('is no question without one', async () => {
    expect(await ask({})).toMatchObject({ status: 'skip' });
  });
});

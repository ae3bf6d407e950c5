import type { VagrantMachine } from '@flightline/core/readers/vagrantfile';
import { hostnames } from './hostnames';

const machine = ([name, hostname]: readonly [string, string?]): VagrantMachine => ({
  name,
  file: 'Vagrantfile',
  line: 1,
  boxUrls: [],
  autostart: true,
  primary: false,
  providers: {},
  settings: [],
  unknown: [],
  ...(hostname !== undefined && { hostname }),
});

describe('hostnames', () => {
  it.each<[string, [string, string?][], string[]]>([
    ['the first label', [['web', 'web1.example.org']], ['web1']],
    ['the name without a host name', [['web']], ['web']],
    ['the name where the label cannot be one', [['web', 'my_web.local']], ['web']],
    ['the name made fit', [['Web_1.a'], ['x'.repeat(70)]], ['web-1-a', 'x'.repeat(63)]],
    [
      'the names of all that share a label',
      [
        ['a', 'n.x'],
        ['b', 'n.y'],
        ['c', 'm'],
      ],
      ['a', 'b', 'm'],
    ],
  ])('are %s', (_title, machines, names) => {
    const forwards = machines.map(machine);
    const all = [forwards, [...forwards].reverse()].map((list) => hostnames(list, {}));
    for (const found of all) expect(machines.map(([name]) => found.get(name))).toEqual(names);
  });

  it('follow an answer', () => {
    const answers = { web: { hostname: 'front.example.org' } };
    expect(hostnames([machine(['web', 'back'])], { answers }).get('web')).toBe('front');
    const both = [machine(['web', 'back']), machine(['front', 'front'])];
    expect([...hostnames(both, { answers }).values()]).toEqual(['front', 'front']);
  });
});

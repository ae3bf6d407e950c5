import { readArguments } from './arguments';

describe('readArguments', () => {
  it.each<[string[], Record<string, string>]>([
    [['A=1', 'B_2=x=y'], { A: '1', B_2: 'x=y' }],
    [['A='], { A: '' }],
    [['LIST=a', 'b', 'c'], { LIST: 'a,b,c' }],
  ])('takes --env %j', (given, env) => {
    expect(readArguments(given)).toEqual({ env, answers: {}, problems: [] });
  });

  it.each<[string[], object]>([
    [['web.box=debian/bookworm64'], { web: { box: 'debian/bookworm64' } }],
    [['web.memory=2048', 'web.cpus=2'], { web: { memory: 2048, cpus: 2 } }],
    [['db.example.org.hostname=db'], { 'db.example.org': { hostname: 'db' } }],
  ])('takes --set %j', (given, answers) => {
    expect(readArguments([], given)).toEqual({ env: {}, answers, problems: [] });
  });

  it.each([
    [['1A=x'], [], "'1A=x' is not of the form NAME=value."],
    [['A'], [], "'A' is not of the form NAME=value."],
    [[], ['web=1'], "'web=1' is not of the form <machine>.<key>=<value>"],
    [[], ['web.disk=1'], 'keys are box, hostname, memory, cpus.'],
    [[], ['db.hostname=My_DB'], "'db.hostname=My_DB' names no host name"],
    [[], ['web.memory=2G'], "'web.memory=2G' names no number."],
  ])('refuses --env %j --set %j', (env, set, message) => {
    expect(readArguments(env, set).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message) as unknown }),
    ]);
  });
});

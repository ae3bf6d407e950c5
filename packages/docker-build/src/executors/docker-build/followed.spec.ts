import { type BuildFiles, contextCommand } from '@flightline/core/build-context';
import { parseDockerignore } from '@flightline/core/readers/dockerignore';
import { followedProblems } from './followed';

const BUILD: BuildFiles = { file: 'Dockerfile', context: '.' };
const OTHER: BuildFiles = { file: 'docker/x', context: 'src' };
const following = (...builds: BuildFiles[]) =>
  builds.map((build) => ({ runtime: contextCommand('apps/app', build) }));
const STARTER = 'dist\nvms\n';

describe('followedProblems', () => {
  it.each<[build: BuildFiles, inputs: unknown[], ignored: string, problems: string[]]>([
    [BUILD, following(BUILD), STARTER, []],
    [OTHER, ['{projectRoot}/**/*', ...following(BUILD, OTHER)], '', []],
    [OTHER, following(BUILD), '', ['notices']],
    [BUILD, [], STARTER, ['notices']],
    [BUILD, [{ runtime: contextCommand('apps/other', BUILD) }], STARTER, ['notices']],
    [BUILD, following(BUILD), '*\n!src\n', []],
    [BUILD, following(BUILD), 'dist\nvms\n!vms/tools\n', []],
    [BUILD, following(BUILD), 'dist\n', ["'vms/artifacts', where each run writes"]],
    [BUILD, following(BUILD), 'dist\n!dist/artifact\nvms', ["see 'dist/artifact', where"]],
    [{ ...BUILD, context: 'vms' }, following({ ...BUILD, context: 'vms' }), 'artifacts', []],
    [
      BUILD,
      following(BUILD),
      '',
      ["'dist/artifact', 'dist/docker-build', 'dist/preflight', 'vms/artifacts', where"],
    ],
  ])('%j with inputs %j and .dockerignore %j: %j', (build, buildContext, ignored, expected) => {
    const { hidesAllIn } = parseDockerignore(ignored, 'x');
    const found = followedProblems(build, { projectRoot: 'apps/app', buildContext, hidesAllIn });
    expect(found).toHaveLength(expected.length);
    expected.forEach((text, at) =>
      expect(found[at]?.message.replace('does not notice', 'notices')).toContain(text),
    );
  });
});

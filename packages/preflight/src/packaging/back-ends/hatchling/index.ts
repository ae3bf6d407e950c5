import type { Problem } from '@flightline/core/errors';
import type { SourceDocument } from '@flightline/core/readers/toml';
import type { BackEnd, BuildTree, Packing } from '../../archive';
import { glob } from '../../patterns/python';
import { takes } from '../../requires';
import { EVERYTHING, wheelDefaults } from './defaults';
import { explain } from './explain';
import { Selection } from './selection';
import { HatchSettings, normal } from './settings';

export const hatchling: BackEnd = {
  name: 'hatchling',
  modules: ['hatchling.build', 'hatchling.ouroboros'],
  looksAt: () => ['pyproject.toml', 'hatch.toml', 'hatch_build.py', '.gitignore', '**/*.py'],
  read: async (tree, pyproject) => {
    const isSince = (version: string) => takes(pyproject, 'hatchling', version);
    const sdist = await HatchSettings.read(tree, pyproject, 'sdist');
    const wheel = await HatchSettings.read(tree, pyproject, 'wheel');
    const select = {
      sdist: () => new Selection({ tree, settings: sdist, defaults: EVERYTHING, isSince }),
      wheel: () =>
        new Selection({
          ...{ tree, settings: wheel, isSince },
          defaults: wheelDefaults(tree, wheel, pyproject, isSince),
        }),
    };
    return {
      sdist: () => select.sdist().files(always(tree, pyproject)),
      wheel: () => select.wheel().files({}),
      lacks: (path, kind) => explain(select[kind](), { sdist, wheel }[kind], tree, path, kind),
      code: [...sdist.hooks(), ...wheel.hooks()].flatMap(codeOf),
    } satisfies Packing;
  },
};

/** Hooks that write nothing but a version. */
const HARMLESS = ['vcs', 'version'];

const codeOf = ({ name, place }: ReturnType<HatchSettings['hooks']>[number]): Problem[] =>
  HARMLESS.includes(name)
    ? []
    : [
        {
          ...place,
          message: `Hook '${name}' runs in the build, and may add what is missing here.`,
        },
      ];

/** What each sdist has. */
function always(tree: BuildTree, pyproject: SourceDocument | undefined): Record<string, string> {
  const readme =
    pyproject?.value(['project', 'readme', 'file']) ?? pyproject?.value(['project', 'readme']);
  const files = [
    ...['pyproject.toml', 'hatch.toml', 'hatch_build.py'].filter(tree.has),
    ...(tree.has('.gitignore') || tree.ignoredAbove !== undefined ? ['.gitignore'] : []),
    ...(typeof readme === 'string' ? [normal(readme)].filter(tree.has) : []),
    ...licensesOf(tree, pyproject),
  ];
  return Object.fromEntries(files.map((path) => [path, path]));
}

function licensesOf(tree: BuildTree, pyproject: SourceDocument | undefined): string[] {
  const given = ['globs', 'paths'].map((key) =>
    pyproject?.value(['project', 'license-files', key]),
  );
  const all = [pyproject?.value(['project', 'license-files']), ...given].find(Array.isArray);
  const patterns = (all ?? ['LICEN[CS]E*', 'COPYING*', 'NOTICE*', 'AUTHORS*']) as unknown[];
  const matchers = patterns.filter((one) => typeof one === 'string').map(glob);
  return tree.files.filter((path) => matchers.some((matches) => matches(path)));
}

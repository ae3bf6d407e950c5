import type { SourceDocument } from '@flightline/core/readers/toml';
import type { BackEnd, BuildTree, Packing } from '../../archive';
import { Build } from './build';
import { explain } from './explain';
import { readSettings } from './read-settings';
import { refuseCode } from './setup-py';

const PLAIN = ['pyproject.toml', 'setup.cfg', 'setup.py', 'MANIFEST.in', '**/*.py'];

export const setuptools: BackEnd = {
  name: 'setuptools',
  modules: ['setuptools.build_meta', 'setuptools.build_meta:__legacy__'],
  // Where nothing says what the packages are, each folder may be one.
  looksAt: (pyproject) => (saysPackages(pyproject) ? PLAIN : ['**']),
  read: (tree, pyproject) => Promise.resolve(packing(tree, pyproject)),
};

const saysPackages = (pyproject: SourceDocument | undefined): boolean =>
  ['packages', 'py-modules'].some(
    (key) => pyproject?.value(['tool', 'setuptools', key]) !== undefined,
  );

function packing(tree: BuildTree, pyproject: SourceDocument | undefined): Packing {
  refuseCode(tree);
  const build = new Build(tree, readSettings(tree, pyproject), pyproject);
  return {
    sdist: () => build.sdist(),
    wheel: () => build.wheel(),
    lacks: (path, kind) => explain(build, path, kind),
    code: [],
  };
}

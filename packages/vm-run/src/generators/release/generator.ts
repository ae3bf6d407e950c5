import type { GeneratorCallback, Tree } from '@nx/devkit';
import { generate } from '../plan';
import { planRelease } from './plan';
import type { ReleaseGeneratorSchema } from './schema';

const generator = (tree: Tree, options: ReleaseGeneratorSchema): Promise<GeneratorCallback> =>
  generate(tree, (workspace) => planRelease(workspace, options));

export default generator;

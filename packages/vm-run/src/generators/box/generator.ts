import type { GeneratorCallback, Tree } from '@nx/devkit';
import { generate } from '../plan';
import { planBox } from './plan';
import type { BoxGeneratorSchema } from './schema';

const generator = (tree: Tree, options: BoxGeneratorSchema): Promise<GeneratorCallback> =>
  generate(tree, (workspace) => planBox(workspace, options));

export default generator;

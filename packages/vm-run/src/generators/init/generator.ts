import type { GeneratorCallback, Tree } from '@nx/devkit';
import { generate } from '../plan';
import { planInit } from './plan';
import type { InitGeneratorSchema } from './schema';

const generator = (tree: Tree, options: InitGeneratorSchema): Promise<GeneratorCallback> =>
  generate(tree, planInit, options);

export default generator;

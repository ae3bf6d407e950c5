import { readVagrantfile } from '@flightline/core/readers/vagrantfile';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { generate } from '../plan';
import { planMatrix } from './plan';
import type { MatrixGeneratorSchema } from './schema';

const generator = (tree: Tree, options: MatrixGeneratorSchema): Promise<GeneratorCallback> =>
  generate(tree, (workspace) => planMatrix(workspace, options, readVagrantfile), options);

export default generator;

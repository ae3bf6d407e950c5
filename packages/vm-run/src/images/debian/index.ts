export { debian } from './debian';
export { recipeVersion } from './recipe';

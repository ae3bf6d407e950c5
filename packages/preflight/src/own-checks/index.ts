export { OWN_CHECKS, loadOwnChecks } from './load';

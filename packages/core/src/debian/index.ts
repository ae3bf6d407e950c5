export { bootstrap } from './bootstrap';
export type { BootstrapContext } from './bootstrap';
export { debianMirror, hookWord, planBootstrap } from './plan';
export type { BootstrapPlan, BootstrapRequest, Hook, RootMode } from './plan';
export type { BootstrapProgress } from './progress';
export { asRoot, rootMode } from './root-mode';
export { TRIED_SUITES, debianProblems } from './suites';

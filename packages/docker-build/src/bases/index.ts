export { type Base, type BaseDefinition, baseProblems, planBase } from './base';
export { baseTar, bootstrap, bootstrapArgv } from './bootstrap';

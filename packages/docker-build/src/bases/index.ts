export { type Base, type BaseDefinition, baseProblems, planBase } from './base';
export { baseTar, ensureTar, planTar } from './bootstrap';

import { CRASH } from './crash';
import { ENVIRONMENT } from './environment';
import { LOCKS } from './locks';
import { MACHINE } from './machine';
import { NETWORK } from './network';
import { PACKAGES } from './packages';
import { PROVISIONING } from './provisioning';
import { PYTHON } from './python';
import { RESOURCES } from './resources';
import type { Rule } from './rule';
import { RUNTIME } from './runtime';
import { SERVER } from './server';
import { TESTS } from './tests';
import { TLS } from './tls';
import { UNSUPPORTED } from './unsupported';
import { WINDOWS } from './windows';

export { CATEGORIES } from './categories';
export type { Category } from './categories';
export { HARMLESS } from './harmless';
export { SEVERITIES } from './rule';
export type { Continuation, Rule, Severity, Window } from './rule';

/** Every built-in rule; causes before their consequences. New category: one file, one line here. */
export const RULES: readonly Rule[] = [
  ...PROVISIONING,
  ...MACHINE,
  ...RESOURCES,
  ...TLS,
  ...NETWORK,
  ...LOCKS,
  ...PACKAGES,
  ...ENVIRONMENT,
  ...RUNTIME,
  ...WINDOWS,
  ...CRASH,
  ...SERVER,
  ...PYTHON,
  ...TESTS,
  ...UNSUPPORTED,
];

import type { Check } from '@flightline/core/check';

/** A check of one's own; the types say what it needs. */
export function defineCheck<Settings = unknown>(check: Check<Settings>): Check<Settings> {
  return check;
}

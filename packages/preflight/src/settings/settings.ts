import type { Check } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { keyOf, validator } from './validate';

/** What a finding of a check means for the run: that it fails, a warning, or that the check is not asked at all. */
const LEVELS = ['fail', 'warn', 'off'] as const;

type Level = (typeof LEVELS)[number];

export interface CheckSettings {
  /** Undefined: as the check says. */
  level: Level | undefined;
  /** With the defaults of the check. */
  own: Readonly<Record<string, unknown>>;
}

/** Settings by the id of their check, of which not every one is known. */
type GivenSettings = Readonly<Record<string, unknown>>;

/** The settings of all checks, or everything that is wrong with what was given. */
export function settingsOf(
  checks: readonly Check[],
  given: GivenSettings,
): { settings: ReadonlyMap<string, CheckSettings>; problems: readonly Problem[] } {
  const unknown = Object.keys(given).filter((id) => !checks.some((check) => check.id === id));
  const problems: Problem[] = unknown.map((id) => ({
    key: `checks.${id}`,
    message: 'There is no such check.',
  }));
  const settings = new Map<string, CheckSettings>();
  for (const check of checks) {
    const data = structuredClone(given[check.id] ?? {});
    for (const { path, message } of validator(schemaOf(check))(data)) {
      problems.push({ key: keyOf({ path: ['checks', check.id, ...path], message }), message });
    }
    const { level, ...own } = data as { level?: Level };
    settings.set(check.id, { level, own });
  }
  return { settings, problems };
}

/** What may stand in `checks.<id>`. */
function schemaOf({ settings }: Pick<Check, 'settings'>): object {
  return {
    type: 'object',
    properties: { level: { enum: LEVELS }, ...settings?.properties },
    additionalProperties: false,
  };
}

import type { Check } from '@flightline/core/check';
import { HOST_CHECKS } from '@flightline/core/host';
import { boxesValid } from './boxes-valid';
import { releaseFiles } from './release-files';
import { versionAlignment } from './version-alignment';

/** Every check, in the order they are asked and printed. A new one: one file and one line here. */
export const CHECKS: readonly Check[] = [
  versionAlignment,
  boxesValid,
  releaseFiles,
  ...HOST_CHECKS,
];

import type { Check } from '@flightline/core/check';
import { HOST_CHECKS } from '@flightline/core/host';
import { boxesValid } from './boxes-valid';
import { DOCKERFILE_CHECKS } from './dockerfile';
import { releaseFiles } from './release-files';
import { soleBuildConfig } from './sole-build-config';
import { versionAlignment } from './version-alignment';

/** Every check, in the order they are asked and printed. A new one: one file and one line here. */
export const CHECKS: readonly Check[] = [
  versionAlignment,
  boxesValid,
  releaseFiles,
  soleBuildConfig,
  ...DOCKERFILE_CHECKS,
  ...HOST_CHECKS,
];

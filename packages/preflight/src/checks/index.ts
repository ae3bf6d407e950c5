import type { Check } from '@flightline/core/check';
import { HOST_CHECKS } from '@flightline/core/host';
import { boxesValid } from './boxes-valid';
import { cleanEnvironment } from './clean-environment';
import { cleanTree } from './clean-tree';
import { DOCKERFILE_CHECKS } from './dockerfile';
import { documentationPolicy } from './documentation-policy';
import { elfLeak } from './elf-leak';
import { elfStart } from './elf-start';
import { engineLint } from './engine-lint';
import { leftovers } from './leftovers';
import { matrix } from './matrix';
import { openIncidents } from './open-incidents';
import { packagingData } from './packaging-data';
import { releaseBranch } from './release-branch';
import { releaseFiles } from './release-files';
import { releaseWorkflow } from './release-workflow';
import { signing } from './signing';
import { soleBuildConfig } from './sole-build-config';
import { staleBuild } from './stale-build';
import { upstream } from './upstream';
import { vagrantfile } from './vagrantfile';
import { versionAlignment } from './version-alignment';
import { versionTag } from './version-tag';
import { wheelData } from './wheel-data';

/** Every check, in the order they are asked and printed. A new one: one file and one line here. */
export const CHECKS: readonly Check[] = [
  versionAlignment,
  boxesValid,
  releaseFiles,
  matrix,
  soleBuildConfig,
  ...DOCKERFILE_CHECKS,
  engineLint,
  cleanEnvironment,
  packagingData,
  versionTag,
  elfStart,
  elfLeak,
  wheelData,
  ...HOST_CHECKS,
  leftovers,
  vagrantfile,
  documentationPolicy,
  openIncidents,
  cleanTree,
  staleBuild,
  releaseBranch,
  upstream,
  signing,
  releaseWorkflow,
];

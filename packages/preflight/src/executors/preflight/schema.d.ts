// Generated from schema.json. Change that, then run: npm run generate

/**
 * Works through the checks of one stage of the pre-release checklist.
 */
export interface PreflightExecutorSchema {
  /**
   * Which checks: 'source' looks at files of the release project and can be cached, 'artifact' at what docker-build exported, 'host' at this machine, 'release' at git and its remote.
   */
  stage?: 'source' | 'artifact' | 'host' | 'release';
}

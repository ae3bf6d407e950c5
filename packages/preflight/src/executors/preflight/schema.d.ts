// Generated from schema.json. Change that, then run: npm run generate

/**
 * Works through the checks of one stage of the pre-release checklist.
 */
export interface PreflightExecutorSchema {
  /**
   * Which checks: 'source' looks at files of the release project and can be cached, 'artifact' at what docker-build exported, 'host' at this machine, 'release' at git and its remote.
   */
  stage?: 'source' | 'artifact' | 'host' | 'release';
  /**
   * Makes the edits that checks offer for what they found. A run that changed files is not successful, because its answers are about files that are no more: run it again.
   */
  fix?: boolean;
  /**
   * With 'fix': shows the edits as a unified diff and changes nothing.
   */
  dryRun?: boolean;
}

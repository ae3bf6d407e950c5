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
   * Ids of the checks to ask; the others of the stage are left out.
   */
  only?: string[];
  /**
   * Ids of checks not to ask this time.
   */
  skip?: string[];
  /**
   * Id of a check, of any stage, to tell about: what it asks, why, how to mend what it finds, and what can be set. Nothing is asked then.
   */
  explain?: string;
  /**
   * Settings by the id of their check. Each check takes 'level': 'fail' or 'warn' for what it finds, or 'off' not to ask it; '--explain <id>' tells what else.
   */
  checks?: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
  /**
   * Whether the run may be successful although a check could not find out what it asks, e.g. because a file cannot be parsed.
   */
  allowUnverified?: boolean;
  /**
   * File of the waivers, YAML or JSON, relative to the root of the release project: findings that may stay for a time, each with its reason, its owner and the day on which it expires.
   */
  waivers?: string;
  /**
   * File of checks of one's own, TypeScript or JavaScript, relative to the root of the release project: its default export is a list of what 'defineCheck' of @flightline/preflight makes.
   */
  ownChecks?: string;
  /**
   * Makes the edits that checks offer for what they found. A run that changed files is not successful, because its answers are about files that are no more: run it again.
   */
  fix?: boolean;
  /**
   * With 'fix': shows the edits as a unified diff and changes nothing.
   */
  dryRun?: boolean;
}

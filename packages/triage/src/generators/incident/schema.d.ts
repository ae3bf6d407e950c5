// Generated from schema.json. Change that, then run: npm run generate

/**
 * Writes the document of one failure into <release>/docs/incidents: symptom and signature, how to reproduce it, root cause, fix. It stays open until triage finds its boxes green with another artifact.
 */
export interface IncidentGeneratorSchema {
  /**
   * Release project whose triage found the failure. Default: the only one of the workspace.
   */
  release?: string;
  /**
   * Id of the cause in triage.json, or of its rule. Default: the most important one.
   */
  cause?: string;
  /**
   * How much a release has to do with it: preflight refuses one with open incidents of high severity. Default: high for a hard cause, medium for a soft one, low else.
   */
  severity?: 'high' | 'medium' | 'low';
  /**
   * What the file is called behind the date. Default: from the title of the cause.
   */
  name?: string;
  /**
   * Folder of the evidence that triage has read, relative to the release project.
   */
  evidenceDir?: string;
}

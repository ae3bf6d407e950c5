// Generated from schema.json. Change that, then run: npm run generate

/**
 * Makes the folder of a product a release project: its targets, what their task hashes hold, and a starter for the runner. What stands already is kept; a second run changes nothing.
 */
export interface ReleaseGeneratorSchema {
  /**
   * Name of the release project. Default: the project that stands in the folder, else the folder's name.
   */
  name?: string;
  /**
   * Folder of the product, relative to the workspace.
   */
  directory: string;
}

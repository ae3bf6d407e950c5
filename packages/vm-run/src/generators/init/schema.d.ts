// Generated from schema.json. Change that, then run: npm run generate

/**
 * Writes what all release projects and boxes share: target defaults, named inputs, lines of .gitignore, time for machines to end, the plugin that guards the cache, and the other packages of Flightline. What stands already is kept; a second run changes nothing. 'nx add @flightline/vm-run' runs it.
 */
export interface InitGeneratorSchema {
  /**
   * Leave the written files as they are instead of formatting them.
   */
  skipFormat?: boolean;
  /**
   * Do not add the other packages of Flightline to package.json.
   */
  skipPackageJson?: boolean;
  /**
   * Keep versions that stand in package.json, also where they are older.
   */
  keepExistingVersions?: boolean;
}

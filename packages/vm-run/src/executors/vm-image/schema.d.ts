// Generated from schema.json. Change that, then run: npm run generate

/**
 * Makes or fetches the image of one box where it is missing, and records it in the box's image.lock.json. Which image that is stands in the options of the box's vm-run target.
 */
export interface VmImageExecutorSchema {
  /**
   * Only say in what the image is another one now than recorded, without fetching it; ends with exit code 1 when it is.
   */
  check?: boolean;
  /**
   * Read all bytes of the stored image, and make or fetch it again when they are not what is recorded; records nothing.
   */
  verify?: boolean;
}

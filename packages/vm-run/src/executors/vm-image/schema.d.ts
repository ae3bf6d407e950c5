// Generated from schema.json. Change that, then run: npm run generate

/**
 * Makes the image of one box where it is missing, and records it in the box's image.lock.json. Which image that is stands in the options of the box's vm-run target.
 */
export interface VmImageExecutorSchema {}

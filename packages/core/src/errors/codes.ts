/** Whose move it is: the user's input, the user's machine, or ours. */
export type Family = 'input' | 'machine' | 'bug';

/**
 * Every code an error of Flightline can carry. Codes are stable: scripts and documents refer to them.
 * A new error is one line here.
 */
export const ERROR_CODES = {
  BOX_INVALID: { family: 'input', meaning: 'The options of a box do not describe a machine.' },
  BOX_TOO_LARGE: {
    family: 'machine',
    meaning: 'A box asks for more memory or cores than machines may take of this host.',
  },
  BOX_BUSY: { family: 'input', meaning: 'Another run of the box goes on.' },
  MACHINE_DOWN: { family: 'input', meaning: 'No machine of the box is up to look into.' },
  MATRIX_INVALID: { family: 'input', meaning: 'The boxes of a matrix contradict each other.' },
  OPTIONS_INVALID: {
    family: 'input',
    meaning: 'The options of a target contradict each other or point nowhere.',
  },
  WAIVERS_INVALID: {
    family: 'input',
    meaning: 'A file of waivers is not as its schema says.',
  },
  INCIDENT_INVALID: {
    family: 'input',
    meaning: 'The document of an incident is not in the form that triage writes and reads.',
  },
  CHECKS_INVALID: {
    family: 'input',
    meaning: 'The checks of a release project itself cannot be used.',
  },
  NAME_INVALID: {
    family: 'input',
    meaning: 'A name cannot be used for a project, a box or a host.',
  },
  IMAGE_SCHEME_UNKNOWN: {
    family: 'input',
    meaning: 'No image source knows the scheme of an image URI.',
  },
  IMAGE_URI_INVALID: { family: 'input', meaning: 'An image URI cannot be understood.' },
  IMAGE_UNLOCKED: { family: 'input', meaning: 'An image has no recorded digest.' },
  IMAGE_DIGEST_MISMATCH: { family: 'input', meaning: 'An image is not the one that was recorded.' },
  IMAGE_UNCONFIRMED: {
    family: 'input',
    meaning:
      'An image would come over a connection that anybody can alter, and no digest is known.',
  },
  IMAGE_UNAVAILABLE: { family: 'input', meaning: 'A server does not have an image or keeps it.' },
  IMAGE_UNREACHABLE: {
    family: 'machine',
    meaning: 'The server of an image does not answer or does not deliver.',
  },
  IMAGE_UNUSABLE: { family: 'input', meaning: 'What was fetched is no disk that can be used.' },
  IMAGE_DAMAGED: {
    family: 'machine',
    meaning: 'An image changed on disk or on its way here and could not be had again.',
  },
  IMAGE_BUILD_FAILED: {
    family: 'machine',
    meaning: 'An image could not be built from distribution packages.',
  },
  DRIVER_UNUSABLE: { family: 'machine', meaning: 'A driver cannot make machines on this host.' },
  ENGINE_UNKNOWN: { family: 'input', meaning: 'There is no container engine of that name.' },
  ENGINE_UNUSABLE: {
    family: 'machine',
    meaning: 'No container engine here can do what the build asks for.',
  },
  ENGINE_LACKS: {
    family: 'machine',
    meaning: 'No container engine that may be used here has an option of the build.',
  },
  BUILD_FAILED: { family: 'input', meaning: 'The container build failed.' },
  BUILD_BUSY: { family: 'input', meaning: 'Another build of the release project goes on.' },
  BUILD_EMPTY: { family: 'input', meaning: 'The container build left no artifact.' },
  SECRET_EXPOSED: { family: 'input', meaning: 'The artifact holds the value of a secret.' },
  FILE_UNREADABLE: { family: 'input', meaning: 'A file cannot be read or parsed.' },
  VAGRANTFILE_UNCLEAR: {
    family: 'input',
    meaning: 'A Vagrantfile does not say what the boxes of its machines need.',
  },
  TOOL_MISSING: { family: 'machine', meaning: 'A program that is needed is not installed.' },
  TOOL_FAILED: { family: 'machine', meaning: 'A program that is needed did not do its work.' },
  CACHE_UNUSABLE: { family: 'machine', meaning: 'The cache of images cannot be written.' },
  SUITE_UNKNOWN: { family: 'input', meaning: 'A mirror does not have a suite.' },
  PACKAGE_UNKNOWN: { family: 'input', meaning: 'A suite does not have a distribution package.' },
  MIRROR_UNREACHABLE: {
    family: 'machine',
    meaning: 'A mirror of distribution packages does not answer or does not deliver.',
  },
  DISK_FULL: { family: 'machine', meaning: 'There is no space left on a disk.' },
  RUNTIME_FOLDER_UNSAFE: {
    family: 'machine',
    meaning: 'The folder for sockets and leases is not private to this user.',
  },
  KEEPER_FAILED: { family: 'machine', meaning: 'The keeper of a machine did not do its work.' },
  KEEPER_LOST: {
    family: 'machine',
    meaning: 'The keeper of a machine is gone, and so the machine.',
  },
  LEASE_STUCK: {
    family: 'machine',
    meaning: 'A machine or what belongs to it could not be removed.',
  },
  RULES_INVALID: {
    family: 'input',
    meaning: 'A rule file of triage says something that cannot be used.',
  },
  HOST_UNFIT: { family: 'machine', meaning: 'A host check failed for this box.' },
  BOOT_BROKEN: {
    family: 'input',
    meaning: 'A box does not come up because of what its image or its options say.',
  },
  PREPARE_FAILED: {
    family: 'input',
    meaning: 'The script that prepares the machines of a box did not work.',
  },
  BOOT_FAILED: { family: 'machine', meaning: 'A machine did not come up.' },
  MACHINE_LOST: { family: 'machine', meaning: 'A machine ended while it was still needed.' },
  CHANNEL_FAILED: {
    family: 'machine',
    meaning: 'The connection to a machine was lost or refused.',
  },
  INTERNAL: { family: 'bug', meaning: 'Flightline made a mistake.' },
} as const satisfies Record<string, { family: Family; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The codes of one family, so that an error class cannot carry a code of another. */
export type CodeOf<F extends Family> = {
  [C in ErrorCode]: (typeof ERROR_CODES)[C]['family'] extends F ? C : never;
}[ErrorCode];

// What can be wrong with a fetched image, and what to do about it.
import { EnvironmentError, UserError } from '@flightline/core/errors';
import { formatBytes } from '@flightline/core/events';
import { lockCommand } from '../lock-file';

/** A failure that may pass by itself. */
export class Passing extends Error {
  override readonly name = 'Passing';

  constructor(
    message: string,
    /** What the server asks to be left alone for, in ms. */
    readonly afterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The image a message is about. */
export interface About {
  uri: string;
  box: string;
}

export const unreachable = (url: string, because: string, cause?: unknown) =>
  new EnvironmentError(
    'IMAGE_UNREACHABLE',
    `'${url}' cannot be fetched: ${because}.`,
    'Is the network up? A proxy is named in HTTPS_PROXY and HTTP_PROXY, a mirror in FLIGHTLINE_MIRRORS, a certificate authority of your own in NODE_EXTRA_CA_CERTS.',
    { cause },
  );

export const unavailable = (url: string, said: string) =>
  new UserError(
    'IMAGE_UNAVAILABLE',
    `'${url}' is not to be had: the server says ${said}.`,
    "Distributions take old builds away; name another one in the option 'image'.",
  );

export const insecure = ({ uri }: About, because: string) =>
  new UserError(
    'IMAGE_UNCONFIRMED',
    `'${uri}' ${because}: anybody on the way could put another system there, and neither a lock nor a published checksum file says which bytes are right.`,
    "Use an https: address, or one beside which the distribution publishes its checksums; a lock file with 'download' and 'files' from somebody you trust does as well.",
  );

/** Fetched or unpacked wrongly; the same again may well succeed. */
export const damaged = ({ uri }: About, because: string, cause?: unknown) =>
  new EnvironmentError(
    'IMAGE_DAMAGED',
    `What came from '${uri}' is damaged: ${because}.`,
    'Try again later, or another mirror (FLIGHTLINE_MIRRORS); a proxy between here and the server may alter what it passes on.',
    { cause },
  );

export const unusable = ({ uri, box }: About, because: string) =>
  new UserError(
    'IMAGE_UNUSABLE',
    `What came from '${uri}' cannot be used as a disk: ${because}.`,
    `Open the address in a browser, and name a qcow2, raw or VMDK disk or a Vagrant box in the option 'image' of '${box}'.`,
  );

export const changed = ({ uri, box }: About, recorded: string, now: string) =>
  new UserError(
    'IMAGE_DIGEST_MISMATCH',
    `The image '${uri}' changed upstream: recorded is ${recorded}, there is now ${now}.`,
    `If the change is meant: ${lockCommand(box)}`,
  );

export const noRoom = (folder: string, needed: number, free: number) =>
  new EnvironmentError(
    'DISK_FULL',
    `There is no space for an image in '${folder}': ${formatBytes(needed)} are needed, ${formatBytes(free)} are free.`,
    'Free some space there, or point XDG_CACHE_HOME to a larger disk.',
  );

import type { Problem } from '@flightline/core/errors';
import type { Runner } from '@flightline/core/process';
import type { Facts, LockFile } from './lock-file';

/** What a machine boots from. */
export interface Image {
  uri: string;
  /** Absolute path; never written to, a driver boots from an overlay of it. */
  disk: string;
  format: 'qcow2' | 'raw';
  /** `sha256:<hex>` of the disk. */
  digest: string;
  /** Present when the machine starts with a kernel of the host's file system and not from the disk. */
  kernel?: { vmlinuz: string; initrd?: string; append: string };
  /**
   * How the machine learns who it is besides QEMU's fw_cfg, which images of ours read: `nocloud` is a CD for cloud-init.
   */
  seed?: 'nocloud';
}

/** The image a box asks for. */
export interface ImageRequest {
  uri: string;
  /** Distribution packages besides those of the image. */
  packages: readonly string[];
  /** Absolute; relative paths in a URI start here. */
  releaseRoot: string;
  /** Absolute folder of the box project, where image.lock.json stands. */
  boxRoot: string;
  box: string;
}

interface ImageProgress {
  detail: string;
  done?: number;
  total?: number;
  unit?: 'bytes' | 'packages' | 'steps';
}

export interface ImageContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  /** Folder of Flightline's cache; may not exist yet. */
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: ImageProgress) => void;
  /** Reads all bytes of an image, whatever the file system says of them. */
  readonly thorough?: boolean;
  /** A whole sentence the user should see. */
  readonly notice: (message: string) => void;
}

/** One kind of image, named by the scheme of its URI. */
export interface ImageSource {
  readonly scheme: string;
  /** A URI of this kind. */
  readonly example: string;
  /** What is wrong with a request, as far as can be said without making or reading an image. */
  problems(request: ImageRequest): Problem[];
  /** The image, ready to boot. */
  provide(request: ImageRequest, context: ImageContext): Promise<Image>;
  /** What image.lock.json says about the image as it is now. */
  lock(request: ImageRequest, context: ImageContext): Promise<LockFile>;
  /** What can be said about the image as it is now without making, fetching or writing anything. */
  look(request: ImageRequest, context: ImageContext): Promise<Facts>;
}

/** The part of a URI behind its scheme. */
export function afterScheme(uri: string): string {
  return uri.slice(uri.indexOf(':') + 1);
}

import type { FileDescription } from './describe-file.js';

/** One file of a folder. Its path is relative, with forward slashes. */
export interface ManifestEntry extends FileDescription {
  path: string;
}

/** All files and links below a folder, sorted by path. Links are described, not followed. */
export function folderManifest(root: string): ManifestEntry[];

/** `sha256:<hex>` over the manifest: equal exactly when paths, executable bits and bytes are equal. */
export function folderDigest(root: string): string;

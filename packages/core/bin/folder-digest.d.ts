/** One file of a folder, described by what a checkout or a cache restore keeps. */
export interface ManifestEntry {
  /** Relative, with forward slashes. */
  path: string;
  /** As git writes it: `100644`, `100755`, `120000` for a link. */
  mode: '100644' | '100755' | '120000';
  /** Bytes. */
  size: number;
  /** Hex; of a link: of its target's text. */
  sha256: string;
}

/** All files below a folder, sorted by path. Links are described, not followed. */
export function folderManifest(root: string): ManifestEntry[];

/** `sha256:<hex>` over the manifest: equal exactly when paths, executable bits and bytes are equal. */
export function folderDigest(root: string): string;

/** A file by what a checkout or a cache restore keeps of it under any umask: is it executable, is it a link. */
export interface FileDescription {
  /** As git writes it: `100644`, `100755`, `120000` for a link. */
  mode: '100644' | '100755' | '120000';
  /** Bytes. */
  size: number;
  /** Hex; of a link: of its target's text. */
  sha256: string;
}

/** Links are not followed. Undefined for what is neither file nor link. Raises errors of the file system. */
export function describeFile(path: string | Buffer): FileDescription | undefined;

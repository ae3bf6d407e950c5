// What is there of a download: its bytes so far, and beside them what the server said they belong to.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '@flightline/core/evidence';

/** What a server says about the version of a file it serves; null where it says nothing. */
export interface Version {
  etag: string | null;
  modified: string | null;
  /** Bytes. */
  size: number | null;
}

interface State {
  url: string;
  version: Version;
  /** `sha256:<hex>` of all its bytes, once they were there. */
  digest: string | null;
}

/** The download of one address. */
export class Part {
  readonly path: string;
  /** Whoever works on the download has this turn. */
  readonly turn: string;
  private readonly stateFile: string;

  constructor(
    cacheDir: string,
    private readonly url: string,
  ) {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 32);
    const base = join(cacheDir, 'images', 'downloads', name);
    [this.path, this.turn, this.stateFile] = [`${base}.part`, `${base}.turn`, `${base}.json`];
  }

  /** Bytes that are there. */
  get size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  get state(): State | undefined {
    try {
      const state = JSON.parse(readFileSync(this.stateFile, 'utf8')) as State;
      return state.url === this.url && typeof state.version === 'object' ? state : undefined;
    } catch {
      return undefined;
    }
  }

  /** Begins anew, with what the server says now. */
  begin(version: Version): void {
    this.forget();
    this.save({ url: this.url, version, digest: null });
  }

  /** Keeps in mind what the whole file was. */
  completed(digest: string): void {
    const { state } = this;
    if (state !== undefined) this.save({ ...state, digest });
  }

  forget(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    rmSync(this.path, { force: true });
    rmSync(this.stateFile, { force: true });
  }

  private save(state: State): void {
    writeFileAtomically(this.stateFile, `${JSON.stringify(state)}\n`);
  }
}

/** Equal as far as both say something, and something is said at all. */
export function sameVersion(a: Version, b: Version): boolean {
  const pairs = (['etag', 'modified', 'size'] as const)
    .map((key) => [a[key], b[key]] as const)
    .filter(([one, other]) => one !== null && other !== null);
  const named =
    (a.etag !== null && b.etag !== null) || (a.modified !== null && b.modified !== null);
  return named && pairs.every(([one, other]) => one === other);
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import { type Elf, isElf, readElf, withOpenFile } from '@flightline/core/readers/elf';
import { type Body, bodyOfChunks, bodyOfSource } from './body';
import { Budget, Exhausted, LIMITS, type Limits, Unseen } from './budget';
import { CLOSED, FORMATS, type Members, TRAILING_FORMATS } from './formats';

/** A file that a loader is to load. */
export interface ArtifactElf {
  /** As messages name it: relative to the workspace, with `!/` before what is in an archive. */
  file: string;
  elf: Elf;
}

/** What an installed or packed Python project says of its files (`RECORD` of the wheel format, PEP 427). */
export interface ArtifactRecord {
  /** As messages name it. */
  file: string;
  text: string;
}

export interface Artifact {
  elves: readonly ArtifactElf[];
  records: readonly ArtifactRecord[];
  /** What could not be looked at, or not to its end. */
  unseen: readonly Problem[];
}

/**
 * Every ELF file and every RECORD of a folder: also those in zip (wheels, zipapps), tar, gzip, xz, zstd and what PyInstaller makes, one
 * in another. Files are known by their content. Links are not followed. Undefined when there is no such folder.
 * @param name how messages name the folder
 */
export async function readArtifact(
  folder: string,
  name: string,
  limits: Limits = LIMITS,
): Promise<Artifact | undefined> {
  const looking = new Looking(new Budget(limits));
  try {
    await looking.folder(folder, name);
  } catch (error) {
    if (error instanceof Exhausted) looking.problem(name, `${error.message} The rest is not seen.`);
    else if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    else throw error;
  }
  return looking.artifact;
}

const RECORD = /\.dist-info\/RECORD$/;

class Looking {
  readonly artifact = {
    elves: [] as ArtifactElf[],
    records: [] as ArtifactRecord[],
    unseen: [] as Problem[],
  };

  constructor(private readonly budget: Budget) {}

  problem(file: string, message: string): void {
    this.artifact.unseen.push({ file, message });
  }

  async folder(path: string, name: string): Promise<void> {
    const entries = readdirSync(path, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const [below, called] = [join(path, entry.name), `${name}/${entry.name}`];
      if (entry.isDirectory()) await this.folder(below, called);
      else if (entry.isFile()) {
        this.budget.file();
        await this.guarded(called, () =>
          withOpenFile(below, (source) => this.file(called, bodyOfSource(source), 0)),
        );
      }
    }
  }

  /** What is wrong with one file ends the look at that file. */
  private async guarded(name: string, look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (error instanceof Exhausted) throw error;
      this.problem(name, (error as Error).message);
    }
  }

  private async file(name: string, body: Body, depth: number): Promise<void> {
    if (RECORD.test(name)) {
      const source = await body.source();
      this.artifact.records.push({ file: name, text: source.read(0, source.size).toString() });
      return;
    }
    const { head } = body;
    const closed = CLOSED.find(
      ([, at, magic]) => head.toString('latin1', at, at + magic.length) === magic,
    );
    if (closed !== undefined) throw new Unseen(`${closed[0]} are not looked into.`);
    const format = FORMATS.find((one) => one.recognises(head));
    if (format !== undefined) {
      await this.members(name, format.name, format.members(body, this.budget), depth);
    } else if (mayBeFollowed(head)) await this.whole(name, body, depth);
  }

  private async whole(name: string, body: Body, depth: number): Promise<void> {
    const source = await body.source();
    const trailing = TRAILING_FORMATS.find((one) => one.recognises(source));
    if (isElf(body.head)) {
      const reading = readElf(source);
      if ('elf' in reading) this.artifact.elves.push({ file: name, elf: reading.elf });
      else this.problem(name, `It is a broken ELF file: ${reading.broken}`);
    }
    if (trailing === undefined) {
      if (isZip(body.head)) throw new Unseen('It is no whole zip: its end is missing.');
      return;
    }
    await this.members(name, trailing.name, trailing.members(source, this.budget), depth);
  }

  private async members(
    name: string,
    format: string,
    members: Members,
    depth: number,
  ): Promise<void> {
    if (depth >= this.budget.limits.depth) throw new Unseen('It is too deep in other archives.');
    try {
      for await (const member of members) {
        this.budget.file();
        const called = member.name === '' ? name : `${name}!/${member.name}`;
        await this.guarded(called, async () =>
          this.file(called, await bodyOfChunks(member.chunks, this.budget), depth + 1),
        );
      }
    } catch (error) {
      if (error instanceof Exhausted || error instanceof Unseen) throw error;
      throw new Unseen(`It is no whole ${format}: ${(error as Error).message}`);
    }
  }
}

/** What an archive may stand behind: nothing, a script, a program. */
const mayBeFollowed = (head: Buffer): boolean =>
  isElf(head) || isZip(head) || head.toString('latin1', 0, 2) === '#!';

const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'PK\x03\x04';

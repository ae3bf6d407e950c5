import type { ByteSource } from '@flightline/core/readers/elf';
import type { Body } from '../body';
import type { Budget } from '../budget';

/** A file in an archive. What is not read of it is passed over before the next one. */
interface Member {
  /** As the archive names it; '' for what a compressed file holds. */
  name: string;
  chunks: AsyncIterable<Uint8Array>;
}

export type Members = AsyncIterable<Member> | Iterable<Member>;

/** An archive that is known by its beginning and read from there on. */
export interface Format {
  readonly name: string;
  recognises(head: Buffer): boolean;
  members(body: Body, budget: Budget): Members;
}

/** An archive that is known by its end, so that something else may stand before it: a script, a program. */
export interface TrailingFormat {
  readonly name: string;
  recognises(source: ByteSource): boolean;
  members(source: ByteSource, budget: Budget): Members;
}

import { PassThrough, type Readable, pipeline } from 'node:stream';

/** What a process says, kept for a reader who comes later: what nobody reads when it is said, the runner throws away. */
export function kept(stream: Readable): Readable {
  return pipeline(stream, new PassThrough(), () => undefined);
}

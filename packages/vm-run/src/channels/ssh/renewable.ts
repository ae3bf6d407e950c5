import { unlessAborted } from '../unless-aborted';
import type { Connection } from './connect';

export interface Renewable {
  /** Makes the connection anew when it is gone, until that fails once. Ends early with the signal. Never raises. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Ends the connection, and an attempt to make it anew. */
  close(): Promise<void>;
}

/** A connection that may die before the guest does, and how to make another one. */
export function renewable(
  first: Connection,
  renew: (giveUp: AbortSignal) => Promise<Connection>,
): Renewable {
  const closing = new AbortController();
  let connection: Connection | undefined = first;
  let renewal: Promise<void> | undefined;

  const replace = async (gone: Connection) => {
    await gone.close();
    try {
      connection = await renew(closing.signal);
    } catch {
      // Commands tell that they are lost, and a machine that is gone tells why.
      connection = undefined;
    } finally {
      renewal = undefined;
    }
  };
  return {
    ready: async (signal) => {
      if (renewal === undefined && !closing.signal.aborted && connection?.stands() === false) {
        renewal = replace(connection);
      }
      if (renewal !== undefined) await unlessAborted(renewal, signal);
    },
    close: async () => {
      closing.abort();
      await renewal;
      await connection?.close();
    },
  };
}

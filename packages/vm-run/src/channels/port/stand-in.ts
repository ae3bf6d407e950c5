import { unlessAborted } from '../unless-aborted';
import type { Way } from '../shell';

/** A way that may fall silent while the guest lives on. */
export interface Fallible extends Way {
  isSilent(): boolean;
}

/** A way that gives over to another one for good when it has fallen silent; what was under way then is lost. */
export function standIn(first: Fallible, open: (giveUp: AbortSignal) => Promise<Way>): Way {
  const closing = new AbortController();
  let second: Way | undefined;
  let opening: Promise<void> | undefined;
  const way = () => second ?? first;
  return {
    carry: (code) => way().carry(code),
    get carryAsRoot() {
      return way().carryAsRoot;
    },
    get rootShell() {
      return way().rootShell;
    },
    get mayDrop() {
      return way().mayDrop === true;
    },
    ready: async (signal) => {
      if (!first.isSilent() || closing.signal.aborted) return;
      opening ??= open(closing.signal).then(
        (way) => void (second = way),
        // Commands tell that they are lost.
        () => undefined,
      );
      await unlessAborted(opening, signal);
      await second?.ready?.(signal);
    },
    close: async () => {
      closing.abort();
      await first.close();
      await opening;
      await second?.close();
    },
  };
}

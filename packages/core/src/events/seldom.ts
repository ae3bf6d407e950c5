/** Shows what is the case, and not each time that it changes. */
export interface Seldom<T> {
  /** What is the case from now on, under a key of its own. */
  take(key: string, item: T): void;
  /** Nothing of the key is the case any more. */
  end(key: string): void;
  /** Ends all of them. */
  close(): void;
}

interface Pause<T> {
  readonly timer: NodeJS.Timeout;
  next?: T;
}

/**
 * Shows the first of a key at once and a further one every `pauseMs` ms at most: the last that came meanwhile, so that
 * nothing that stays the case for that long stays unsaid.
 */
export function seldom<T>(pauseMs: number, show: (item: T) => void): Seldom<T> {
  const pauses = new Map<string, Pause<T>>();
  const end = (key: string) => {
    clearTimeout(pauses.get(key)?.timer);
    pauses.delete(key);
  };
  const begin = (key: string, item: T) => {
    show(item);
    const timer = setTimeout(() => {
      const { next } = pauses.get(key) ?? {};
      pauses.delete(key);
      if (next !== undefined) begin(key, next);
    }, pauseMs);
    // Whoever has no more to do than to wait for it may end.
    timer.unref();
    pauses.set(key, { timer });
  };
  return {
    take: (key, item) => {
      const pause = pauses.get(key);
      if (pause === undefined) begin(key, item);
      else pause.next = item;
    },
    end,
    close: () => [...pauses.keys()].forEach(end),
  };
}

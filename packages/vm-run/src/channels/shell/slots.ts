/** Lets a number of actions run at the same time; the others wait in the order they came. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async use<T>(action: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.waiting.shift();
      // Who waits takes over the slot; only when nobody does, it is free again.
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}

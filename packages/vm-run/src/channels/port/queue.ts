/** Hands each thing to one taker at a time, in the order they came. */
export class Queue<T> {
  private readonly waiting: ((thing: T) => void)[] = [];
  private readonly free: T[];

  constructor(things: readonly T[]) {
    this.free = [...things];
  }

  take(): Promise<T> {
    const thing = this.free.shift();
    if (thing !== undefined) return Promise.resolve(thing);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(thing: T): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(thing);
    else next(thing);
  }
}

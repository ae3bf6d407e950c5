/** What has to be undone, last first, once. A step that fails does not keep the others from being done. */
export class Leftovers {
  private readonly steps: (() => unknown)[] = [];
  private clearing: Promise<void> | undefined;

  add(undo: () => unknown): void {
    this.steps.push(undo);
  }

  /** Undoes everything; called again, it waits for the first call. Raises the first failure, after all is done. */
  clear(): Promise<void> {
    return (this.clearing ??= this.undoAll());
  }

  private async undoAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.steps.reverse()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

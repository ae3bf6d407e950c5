/** What runs these boxes once more. */
export const runCommand = (boxes: readonly string[]): string =>
  boxes.length === 1
    ? `nx run ${boxes.join('')}:vm-run`
    : `nx run-many -t vm-run -p ${boxes.join(' ')}`;

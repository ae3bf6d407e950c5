import type { Refusal } from './refuse';

/** One block a box: what is wrong with its evidence and which commands heal it. */
export function describeRefusals(refusals: readonly Refusal[]): string[] {
  const boxes = refusals.length === 1 ? '1 box' : `${refusals.length} boxes`;
  return [
    `The evidence of ${boxes} is refused: it does not show that the box passes with what is on disk.`,
    ...refusals.flatMap((refusal) => ['', ...describe(refusal)]),
  ];
}

function describe({ task, box, cached, reasons, taskHash }: Refusal): string[] {
  const entry = taskHash === null ? 'its entry' : `its entry ${taskHash}`;
  return [
    `${box} (${cached ? "from Nx's cache" : 'ran now'})`,
    ...reasons.map((reason) => `  ${reason}`),
    ...(cached
      ? [
          "  Empty Nx's local cache, then run the box again:",
          `    nx reset && nx run ${task}`,
          `  Where a remote cache gave it, add --skip-remote-cache, and delete ${entry} on the server: Nx never replaces one.`,
        ]
      : ['  A file changed while the box ran. Run it again:', `    nx run ${task}`]),
  ];
}

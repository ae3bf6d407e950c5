/** How far a bootstrap is. */
export interface BootstrapProgress {
  detail: string;
  done?: number;
  total?: number;
  unit?: 'packages';
}

/** What mmdebstrap says it does, in our words. */
const STEPS: readonly (readonly [said: RegExp, detail: string])[] = [
  [/^I: running apt-get update/, 'reading package lists'],
  [/^I: extracting archives/, 'unpacking essential packages'],
  [/^I: cleaning package lists/, 'cleaning up'],
  [/^I: creating tarball/, 'writing the archive'],
];

const BATCH = /^\d+ upgraded, (\d+) newly installed,/;
const ACTIONS: readonly (readonly [said: RegExp, detail: string])[] = [
  [/^Get:\d+ \S+ \S+ \S+ (\S+)/, 'downloading'],
  [/^Setting up ([^\s:]+)/, 'installing'],
];

/**
 * Reads the output of `mmdebstrap --verbose` line by line. apt works in batches (essential packages, then the
 * rest) and says how many packages a batch has before it touches the first.
 */
export function progressReader(
  onProgress: (progress: BootstrapProgress) => void,
): (line: string) => void {
  let total = 0;
  const done = new Map<string, number>();
  return (line) => {
    const step = STEPS.find(([said]) => said.test(line))?.[1];
    if (step !== undefined) {
      onProgress({ detail: step });
      return;
    }
    const batch = BATCH.exec(line)?.[1];
    if (batch !== undefined) {
      total = Number(batch);
      done.clear();
      return;
    }
    const action = ACTIONS.find(([said]) => said.test(line));
    // Before the first batch apt gets package lists.
    if (action === undefined || total === 0) return;
    const [said, detail] = action;
    const count = Math.min((done.get(detail) ?? 0) + 1, total);
    done.set(detail, count);
    const name = said.exec(line)?.[1] ?? '';
    onProgress({ detail: `${detail} ${name}`, done: count, total, unit: 'packages' });
  };
}

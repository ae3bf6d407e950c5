import { join } from 'node:path';
import { buildAutomaton } from '../../matching/automaton';
import { requiredLiterals } from '../../matching/literals';
import { compilePattern } from '../../matching/matcher';
import { readLog } from '../../reading/read-log';
import type { TriageReport } from './report';

/** Lines that are kept of one file; the rest is counted. */
const MAX_LINES = 50;
const MAX_TEXT = 400;

/** What a pattern matched in one file. */
export interface GrepHits {
  /** Workspace-relative. */
  file: string;
  lines: { number: number; text: string }[];
  /** All of them, also those that are not kept. */
  count: number;
}

/** Looks for a pattern in log and console of all boxes. Raises PatternError. */
export async function grepBoxes(
  { boxes }: TriageReport,
  workspaceRoot: string,
  pattern: string,
): Promise<GrepHits[]> {
  const all: GrepHits[] = [];
  for (const { log, console } of boxes) {
    for (const file of [log, console]) {
      if (file === null) continue;
      const hits = await grepFile(join(workspaceRoot, file), pattern);
      if (hits.count > 0) all.push({ file, ...hits });
    }
  }
  return all;
}

async function grepFile(path: string, pattern: string): Promise<Omit<GrepHits, 'file'>> {
  const matcher = compilePattern(pattern);
  const literals = requiredLiterals(pattern);
  const lines: GrepHits['lines'] = [];
  let count = 0;
  let last = 0;
  const push = ({ number, text }: { number: number; text: string }) => {
    const found = number === last ? undefined : matcher.match(text);
    if (found === undefined) return;
    last = number;
    count += 1;
    const from = Math.max(0, found.at - MAX_TEXT / 2);
    if (lines.length < MAX_LINES) lines.push({ number, text: text.slice(from, from + MAX_TEXT) });
  };
  const search = literals === undefined ? undefined : buildAutomaton(literals).search;
  await readLog(path, { isAttentive: false, push }, search);
  return { lines, count };
}

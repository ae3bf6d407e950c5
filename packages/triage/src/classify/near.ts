import type { Rule, Window } from '../rules';

/** Sees which patterns of a rule matched which lines, and tells when they make up what the rule looks for. */
export interface Near {
  /** True when the patterns that match this line complete it. Lines come in order. */
  see(patterns: readonly number[], line: number): boolean;
}

export function nearOf({ all, sequence }: Rule): Near {
  if (all !== undefined) return inAnyOrder(all);
  if (sequence !== undefined) return inOrder(sequence);
  return { see: () => true };
}

function inAnyOrder({ within, patterns }: Window): Near {
  const last = new Map<number, number>();
  return {
    see: (matched, line) => {
      for (const pattern of matched) last.set(pattern, line);
      if (last.size < patterns.length || Math.min(...last.values()) <= line - within) return false;
      last.clear();
      return true;
    },
  };
}

function inOrder({ within, patterns }: Window): Near {
  /** For each pattern the line at which the latest run of matches up to it began. */
  const began = new Map<number, number>();
  return {
    see: (matched, line) => {
      // Backwards, so that one line is one step.
      for (const pattern of [...matched].sort((a, b) => b - a)) {
        const start = pattern === 0 ? line : began.get(pattern - 1);
        if (start !== undefined && start > line - within) began.set(pattern, start);
      }
      if (!began.has(patterns.length - 1)) return false;
      began.clear();
      return true;
    },
  };
}

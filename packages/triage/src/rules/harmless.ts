/**
 * Lines that name a failure without reporting one; only rules that tell of no failure are tried on them. Test frameworks repeat the name of a
 * test that passed, and a shell under `set -x` repeats the command that looks for a failure.
 */
export const HARMLESS: readonly string[] = [
  // TAP
  '^\\s*ok \\d+\\b',
  // pytest -v, its short summary, and unittest -v
  '\\bPASSED\\b\\s*(?:\\[ *\\d+%\\])?$',
  '^(?:PASSED|SKIPPED|XFAIL) ',
  '\\.\\.\\. (?:ok|skipped\\b.*|expected failure)$',
  // Go, GoogleTest, Jest and Mocha, Automake
  '^\\s*--- (?:PASS|SKIP): ',
  '^\\[ +(?:OK|RUN) +\\] ',
  '^\\s*[✓✔√] ',
  '^(?:PASS|SKIP|XFAIL): ',
  // Shell traces
  '^\\++ ',
];

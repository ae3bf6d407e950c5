import { matchingRules } from '../classify/examples';
import { compileRules } from '../matching/rule-set';
import { CATEGORIES, RULES, type Rule } from '.';

const ALL = compileRules(RULES);
const matching = (log: string, rules = ALL) => matchingRules(log, rules);

describe('the rules', () => {
  it('have ids of their own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('cover every category', () => {
    expect(new Set(RULES.map(({ category }) => category))).toEqual(
      new Set(Object.keys(CATEGORIES)),
    );
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s says what happened, why, what next, and has examples of both kinds',
    (_, { title, why, action, examples }) => {
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why).toMatch(/\.$/);
      expect(action).toMatch(/\.$/);
      expect(examples.matches.length).toBeGreaterThan(0);
      expect(examples.mustNotMatch.length).toBeGreaterThan(0);
    },
  );

  const examples = (kind: keyof Rule['examples']) =>
    RULES.flatMap((rule) => rule.examples[kind].map((text) => [rule.id, text] as const));

  it.each(examples('matches'))('%s matches %j', (id, text) => {
    expect(matching(text)).toContain(id);
  });

  it.each(examples('mustNotMatch'))('%s does not match %j', (id, text) => {
    expect(matching(text)).not.toContain(id);
  });

  it.each(
    RULES.flatMap((rule) => (rule.any ?? []).map((pattern) => [rule.id, pattern, rule] as const)),
  )('%s has an example for %j', (_, pattern, rule) => {
    const only = compileRules([{ ...rule, any: [pattern] }]);
    const shown = rule.examples.matches.filter((text) => matching(text, only).length > 0);
    expect(shown).not.toHaveLength(0);
  });
});

/** What a run prints when all is well; no rule may find anything in it. */
const WELL = [
  '[    0.000000] Linux version 6.1.0-25-amd64 (gcc-12 (Debian 12.2.0-14)) #1 SMP',
  '[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro console=ttyS0 panic=-1',
  '[    0.912345] VFS: Mounted root (ext4 filesystem) readonly on device 254:1.',
  '[    1.100000] systemd[1]: Detected virtualization qemu.',
  '[  OK  ] Reached target multi-user.target - Multi-User System.',
  'W: Some index files failed to download. They have been ignored, or old ones used instead.',
  'collecting ... collected 13 items',
  'tests/test_errors.py::test_error_is_reported PASSED                      [  7%]',
  '============================== 13 passed in 0.42s ==============================',
  'Ran 3 tests in 0.001s',
  '1..2',
  'ok 1 - the error is said',
  'Failures: 0, Errors: 0',
  'errors=0 failures=0 skipped=0',
  'All tests passed, 0 failed.',
];

describe('on a log of a run that went well', () => {
  it.each(WELL)('nothing is found in %j', (line) => {
    expect(matching(line)).toEqual([]);
  });
});

import { type JunitCase, renderJunit } from './junit';

const suite = (...cases: JunitCase[]) => renderJunit([{ name: 'ubuntu22', cases }]);
const one = (outcome: Partial<JunitCase> = {}): JunitCase => ({
  name: 'boot',
  classname: 'vm-run.ubuntu22',
  durationMs: 1234,
  ...outcome,
});

describe('renderJunit', () => {
  it('counts outcomes and adds up seconds on suite and root', () => {
    const xml = suite(
      one(),
      one({ failure: { type: 'failed', message: 'no' } }),
      one({ error: { type: 'infra', message: 'host' } }),
      one({ skipped: 'not asked for' }),
    );
    const totals = 'tests="4" failures="1" errors="1" skipped="1" time="4.936"';
    expect(xml).toContain(`<testsuites ${totals}>`);
    expect(xml).toContain(`<testsuite name="ubuntu22" ${totals}>`);
  });

  it.each<[string, Partial<JunitCase>, string]>([
    ['a passed case', {}, '<testcase name="boot" classname="vm-run.ubuntu22" time="1.234"/>'],
    [
      'a failure with a text',
      { failure: { type: 'failed', message: 'a "b"\nc', text: 'x < y & z' } },
      '<failure type="failed" message="a &quot;b&quot;&#10;c">x &lt; y &amp; z</failure>',
    ],
    [
      'an error without a text',
      { error: { type: 'infra', message: 'host' } },
      '<error type="infra" message="host"/>',
    ],
    ['a skipped case', { skipped: "it's late" }, `<skipped message="it's late"/>`],
    ['output', { systemOut: 'a\r\n]]>' }, '<system-out>a&#13;\n]]&gt;</system-out>'],
    [
      'characters that XML forbids',
      { systemOut: 'a\0b\u001b[31mc\uFFFE\uD800d\u{1F600}' },
      '<system-out>a\uFFFDb\uFFFD[31mc\uFFFD\uFFFDd\u{1F600}</system-out>',
    ],
  ])('writes %s', (_, outcome, xml) => {
    expect(suite(one(outcome))).toContain(xml);
  });

  it('writes properties and the time of the start where they are known', () => {
    const xml = renderJunit([
      {
        name: 'ubuntu22',
        cases: [],
        timestamp: '2026-01-02T03:04:05Z',
        properties: { memory: 1024, image: 'debian:bookworm' },
      },
    ]);
    expect(xml).toContain('timestamp="2026-01-02T03:04:05Z"');
    expect(xml).toContain('<property name="memory" value="1024"/>');
    expect(suite(one())).not.toMatch(/properties|timestamp/);
  });
});

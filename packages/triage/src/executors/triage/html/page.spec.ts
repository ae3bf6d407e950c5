import { createHash } from 'node:crypto';
import type { BoxFinding, BoxReport, TriageReport } from '../report';
import { html } from './markup';
import { renderPage } from './page';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</pre></details><iframe src="//example.org">',
  '<!-- ]]> &lt;b&gt; \u001b[31m\u0000\u202egnp',
].join(' ');

const finding = (text: string, change: Partial<BoxFinding> = {}): BoxFinding => ({
  ...{ rule: 'r', category: 'runtime', severity: 'hard', title: text, why: text, action: text },
  ...{ retries: 0, box: 'a', line: 2, offset: 0, text, count: 1 },
  ...{ excerpt: { from: 1, lines: ['before', text] }, source: 'log', file: 'app/logs/a_run.log' },
  ...change,
});

const box = (name: string, findings: BoxFinding[], green = false): BoxReport => ({
  ...{ box: name, hostname: name, state: 'finished', verdict: green ? 'passed' : 'failed', green },
  ...{
    because: green ? '' : 'No.',
    durationMs: 61_000,
    startedAt: '2026-01-02T03:04:05.000Z',
    digests: null,
  },
  ...{
    disagreements: [],
    doubts: [],
    facts: { os: 'X' },
    log: 'app/logs/a_run.log',
    console: null,
  },
  ...{ findings, reports: { folder: 'app/reports/a', files: [], junit: [] } },
});

function report(boxes: BoxReport[], text = 'It broke'): TriageReport {
  const [first] = boxes;
  const evidence = first?.findings[0] ?? null;
  return {
    ...{ schemaVersion: 1, release: text, time: '2026-01-02T03:04:05.000Z', green: false, boxes },
    causes: [
      {
        ...{ id: 'r', rule: 'r', category: 'runtime', severity: 'hard', title: text },
        ...{ boxes: boxes.map((one) => one.box), evidence, why: text, action: text, retries: 1 },
        ...{ separation: { kind: 'none', because: text }, consequences: [] },
      },
    ],
    foretold: [
      {
        ...{ box: text, kind: 'start', outcome: 'happened' },
        foretold: [{ check: text, message: text, file: text }],
        findings: [{ rule: text, file: text, line: 1 }],
      },
    ],
    incidents: [{ file: text, title: text, severity: 'high', state: 'open', waitsFor: [text] }],
    remarks: [{ kind: 'unused', severity: 'soft', message: text, file: null }],
  };
}

const PLACE = { folder: 'app/triage' };
const pageOf = (boxes: BoxReport[], text?: string) => renderPage(report(boxes, text), PLACE);
const tags = (page: string) => new Set(page.match(/<[a-z][a-z0-9]*/g));

describe('the page', () => {
  it('takes nothing that was printed for markup, wherever it stands', () => {
    const followed = { file: `app/${HOSTILE}`, tail: [HOSTILE] };
    const expected = { reason: HOSTILE, ticket: HOSTILE, expires: '2027-01-01' };
    const links = [HOSTILE, 'javascript:alert(1)', `https://example.org/${HOSTILE}`];
    const hostile = finding(HOSTILE, { followed, links, file: HOSTILE, rule: HOSTILE });
    const evil = { ...box(HOSTILE, [hostile, { ...hostile, expected }]), because: HOSTILE };
    const page = pageOf([{ ...evil, facts: { os: HOSTILE }, log: HOSTILE }], HOSTILE);
    const tame = pageOf([
      box('a', [
        finding('x', { followed: { file: 'f', tail: ['x'] }, links: ['https://example.org/'] }),
        finding('x', { expected: { reason: 'x', expires: '2027-01-01' } }),
      ]),
    ]);
    expect(tags(page)).toEqual(tags(tame));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/[\0\u001b\u202e]/);
    expect(page).not.toMatch(/(?:href|src)="(?!#|\.\.\/|https:\/\/example\.org\/)/);
  });

  it('allows its own style and script, by their digests, and nothing else', () => {
    const page = pageOf([box('a', [finding('x')])]);
    const inside = (name: string) =>
      new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(page)?.[1] ?? '';
    const digest = (name: string) =>
      createHash('sha256').update(inside(name)).digest('base64').replaceAll('+', '\\+');
    expect(page).toMatch(
      new RegExp(
        `content="default-src 'none'; style-src 'sha256-${digest('style')}'; script-src 'sha256-${digest('script')}'; base-uri 'none'; form-action 'none'"`,
      ),
    );
    // The policy stands before what it is about.
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it('needs no other file', () => {
    const page = pageOf([box('a', [finding('x')])]);
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(/);
    expect(page).not.toMatch(/ (?:style|on\w+)="/);
  });

  it('leads from a cause to what each of its boxes says, and every link within it leads somewhere', () => {
    const boxes = [box('a', [finding('other', { rule: 'q' }), finding('x')]), box('b c', [])];
    const page = pageOf(boxes);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) =>
      decodeURIComponent(id),
    );
    expect(targets).toEqual(expect.arrayContaining(['box-a.2', 'box-b%20c', 'cause-1']));
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('links logs relative to where it lies', () => {
    const page = pageOf([box('a', [finding('x', { file: 'app/logs/a b#1.log' })])]);
    expect(page).toContain('<a href="../logs/a%20b%231.log">app/logs/a b#1.log:2</a>');
  });

  it('holds what is said of 1,000 boxes once each', () => {
    const boxes = Array.from({ length: 1000 }, (_, i) => box(`b${i}`, [finding(`says ${i}.`)]));
    const page = pageOf(boxes);
    expect(page.match(/<details class="box/g)).toHaveLength(1000);
    expect(page.match(/>says 999\.<\/span/g)).toHaveLength(1);
    expect(page).toContain('and 988 more');
  });
});

describe('markup', () => {
  it('escapes values, and leaves markup as it is', () => {
    const inner = html`<b>${'a & "b" <c>'}</b>`;
    expect(html`<p title="${'"'}">${inner}${[inner, inner]}${3}</p>`.text).toBe(
      `<p title="&quot;">${'<b>a &amp; &quot;b&quot; &lt;c&gt;</b>'.repeat(3)}3</p>`,
    );
  });
});

import { viewsOf } from './views';

const MESSAGE = 'Kernel panic - not syncing';

describe('viewsOf', () => {
  it.each([
    '2026-01-02T03:04:05.678Z ',
    '[2026-01-02 03:04:05,123]: ',
    '2026-01-02 03:04:05 +0100 ',
    '03:04:05 ',
    '[03:04:05.1] ',
    'Jan  2 03:04:05 ubuntu22 app[812]: ',
    'Jan 02 03:04:05 ubuntu22.local systemd-networkd(x)[1]: ',
    '[   12.345678] ',
    '<4>[12.345678] ',
    '==> ubuntu22: ',
    '    ubuntu22: ',
    'web-1  | ',
    '[ubuntu22] ',
    '[gw0] [ 12%] ',
    '##[error]',
    '::error file=a.py,line=3::',
    '2026-01-02T03:04:05Z ==> ubuntu22: [   1.000000] ',
  ])('reads what stands behind %j', (prefix) => {
    const views = viewsOf(`${prefix}${MESSAGE}`).flat();
    expect(views).toContainEqual({ text: MESSAGE, at: prefix.length });
  });

  it.each(['[ERROR] ', 'ERROR: ', 'ok 1 ', '12:34 ', 'see '])('leaves %j where it is', (prefix) => {
    expect(viewsOf(`${prefix}${MESSAGE}`)).toEqual([[{ text: `${prefix}${MESSAGE}`, at: 0 }]]);
  });

  it.each([
    [String.raw`{"log":"a\nnot ok 1\n","n":1}`, ['not ok 1']],
    ['&lt;b&gt;&quot;a&quot; &amp; &#39;c&#39;', [`<b>"a" & 'c'`]],
    [String.raw`"\u001b[31mFAILED\u001b[0m tests/a.py"`, ['"FAILED tests/a.py"']],
    [String.raw`{"line":"[   1.000000] Kernel panic"}`, []],
  ])('reads what %s quotes', (line, expected) => {
    const texts = viewsOf(line)
      .flat()
      .map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining([line, ...expected]));
  });
});

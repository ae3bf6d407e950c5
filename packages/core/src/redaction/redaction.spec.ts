import { recordingReporter } from '../testing';
import { byteRedaction, redacted, redactionFor } from '.';

const nothing = redactionFor({});
const text = (said: string) => nothing.text(said);
const chars = (count: number, of = 'aB3') => of.repeat(count).slice(0, count);

// Put together here, so that no scanner takes this file for a leak.
const SECRETS: readonly (readonly [kind: string, secret: string])[] = [
  ['github-token', `ghp_${chars(36)}`],
  ['github-token', `github_pat_${chars(22)}_${chars(59)}`],
  ['gitlab-token', `glpat-${chars(20)}`],
  ['npm-token', `npm_${chars(36)}`],
  ['pypi-token', `pypi-AgE${chars(80)}`],
  ['aws-key-id', `AKIA${chars(16, 'ABC2')}`],
  ['slack-token', `xoxb-${chars(24)}`],
  ['slack-webhook', `https://hooks.slack.com/services/T0AB/B0AB/${chars(24)}`],
  ['stripe-key', `sk_live_${chars(24)}`],
  ['google-key', `AIza${chars(35)}`],
  ['openai-key', `sk-proj-${chars(40)}`],
  ['hugging-face-token', `hf_${chars(34)}`],
  ['digitalocean-token', `dop_v1_${chars(64, 'a0f')}`],
  ['vault-token', `hvs.${chars(24)}`],
  ['sendgrid-key', `SG.${chars(22)}.${chars(43)}`],
  ['age-key', `AGE-SECRET-KEY-1${chars(58, 'QZ3')}`],
  ['json-web-token', `eyJ${chars(20)}.eyJ${chars(20)}.${chars(43)}`],
];

describe('redaction', () => {
  it.each(SECRETS)('replaces a %s', (kind, secret) => {
    for (const [before, after] of [
      ['', ''],
      ['got ', ' from x'],
      ['"', '",'],
      ['a=', '&b'],
      ['(', ').'],
    ]) {
      const said = text(`${before}${secret}${after}`);
      expect(said).not.toContain(secret);
      expect(said).toMatch(new RegExp(`\\[redacted ${kind} [0-9a-f]{6}\\]`));
      expect(said.startsWith(before ?? '')).toBe(true);
      expect(said.endsWith(after ?? '')).toBe(true);
    }
  });

  it('replaces further values by their names, line by line', () => {
    const redaction = redactionFor({}, { key: 'line-one\nline-two\n', short: 'abc' });
    expect(redaction.text('line-two, abc')).toBe('[redacted key], abc');
    expect(redaction.lines()('the line-one')).toBe('the [redacted key]');
  });

  it.each([
    ['Authorization: Bearer abcdefgh12345', 'Authorization: Bearer [redacted authorization]'],
    [
      "-H 'authorization: Basic dXNlcjpwYXNz'",
      "-H 'authorization: Basic [redacted authorization]'",
    ],
    [
      'git clone https://kim:hunter22@example.org/x.git',
      'git clone https://kim:[redacted password]@example.org/x.git',
    ],
    ['postgres://app:s3cret@db/app', 'postgres://app:[redacted password]@db/app'],
    ['export DEPLOY_TOKEN=abcdef12', 'export DEPLOY_TOKEN=[redacted variable]'],
    ["DB_PASSWORD='hunter22'", "DB_PASSWORD='[redacted variable]'"],
    [
      `AccountKey=${'a'.repeat(86)}==;`,
      expect.stringMatching(/^AccountKey=\[redacted azure-key \w{6}\];$/) as string,
    ],
  ])('keeps what stands around it: %s', (line, expected) => {
    expect(text(line)).toEqual(expected);
  });

  it.each([
    'ghp_short',
    `aghp_${chars(36)}`,
    `/home/npm_${chars(35)}/x`,
    'AKIAlower case and words',
    'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'commit 3bade27c0ffee0123456789abcdef0123456789a',
    '6b1f0c2a-1b2c-4d5e-8f90-123456789abc',
    'https://example.org:8443/path@1.2.3',
    'ssh://git@example.org/x.git',
    'http://user:$PASSWORD@proxy:3128',
    'TOKEN=${{ secrets.TOKEN }}',
    'DB_PASSWORD=********',
    'API_TOKEN=undefined',
    'FAILED tests/test_token.py::test_secret - password=x',
    'Authorization: Bearer $TOKEN_OF_CI',
    'the tokens: 12345678',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5mB2d kim@host',
    '-----BEGIN CERTIFICATE-----',
    'eyJust a word',
    'task-sk-proj-name',
  ])('leaves %j alone', (line) => {
    expect(text(line)).toBe(line);
  });

  it('gives the same secret the same placeholder, and another one another', () => {
    const [, a = ''] = SECRETS[0] ?? [];
    const other = `ghp_${chars(36, 'xY9')}`;
    const [first, second, third] = text(`${a}\n${a}\n${other}`).split('\n');
    expect(first).toBe(second);
    expect(first).not.toBe(third);
  });

  it('replaces private keys over all their lines', () => {
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${chars(64)}\n${chars(64)}\nab==\n-----END OPENSSH PRIVATE KEY-----`;
    expect(text(`a\n${key}\nb`)).toBe(`a\n${'[redacted private-key]\n'.repeat(5)}b`);
    expect(text(`x "${key.replaceAll('\n', '\\n')}" y`)).toBe('x "[redacted private-key]" y');
  });

  it('goes on after a key that was cut', () => {
    expect(text(`-----BEGIN PRIVATE KEY-----\n${chars(64)}\nthis is a sentence again\nb`)).toBe(
      '[redacted private-key]\n[redacted private-key]\nthis is a sentence again\nb',
    );
  });

  it('replaces the values of variables that hold secrets by their names', () => {
    const own = redactionFor({
      ...{
        NPM_TOKEN: 'abc-123-xyz',
        LICENSE: 'key one',
        HOME: '/home/kim',
        FLIGHTLINE_SECRETS: 'LICENSE, NOPE',
      },
      ...{ SHORT_TOKEN: 'abc', SSH_PRIVATE_KEY: 'first line\nsecond line' },
    });
    expect(own.text('abc-123-xyz key one /home/kim abc second line')).toBe(
      '[redacted NPM_TOKEN] [redacted LICENSE] /home/kim abc [redacted SSH_PRIVATE_KEY]',
    );
  });

  it('changes every text of an event', () => {
    const reporter = recordingReporter();
    const own = redacted(reporter, redactionFor({ A_TOKEN: 'abc-123' }));
    own.emit({
      type: 'report',
      scope: 'a',
      lines: ['x abc-123'],
      data: { deep: ['abc-123'], n: 1 },
    });
    expect(reporter.events).toEqual([
      {
        type: 'report',
        scope: 'a',
        lines: ['x [redacted A_TOKEN]'],
        data: { deep: ['[redacted A_TOKEN]'], n: 1 },
      },
    ]);
  });
});

describe('redaction of bytes', () => {
  const redaction = redactionFor({ A_TOKEN: 'päss-123' });
  const through = (bytes: Buffer, chunk: number, spares: 'binary' | 'nothing' = 'binary') => {
    const stream = byteRedaction(redaction, { spares });
    const out: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunk)
      out.push(stream.push(bytes.subarray(at, at + chunk)));
    return Buffer.concat([...out, stream.end()]);
  };

  it.each([1, 3, 7, 1000])('finds secrets on the edges of chunks of %i bytes', (chunk) => {
    const said = Buffer.concat([
      Buffer.from(`ä ${SECRETS[0]?.[1]}\r\n`),
      Buffer.from([0xff, 10]),
      Buffer.from('x'),
    ]);
    const out = through(said, chunk);
    expect(out.toString('latin1')).toMatch(/^Ã¤ \[redacted github-token \w{6}\]\r\nÿ\nx$/);
  });

  it('knows values beyond ASCII', () => {
    expect(through(Buffer.from('ä päss-123 ß'), 5).toString()).toBe('ä [redacted A_TOKEN] ß');
  });

  it('finds a secret in a line without end', () => {
    const secret = SECRETS[0]?.[1] ?? '';
    const said = Buffer.from(`${'x '.repeat(60_000)}${secret} ${'y '.repeat(60_000)}`);
    const out = through(said, 1024).toString();
    expect(out).toContain('[redacted github-token');
    expect(out).not.toContain(secret);
  });

  const big = (text: string) => Buffer.from(text, 'utf16le').swap16();
  it.each<[string, Buffer, (bytes: Buffer) => string]>([
    ['little ends, marked', Buffer.from([0xff, 0xfe]), (bytes) => bytes.toString('utf16le')],
    ['little ends', Buffer.alloc(0), (bytes) => bytes.toString('utf16le')],
    ['big ends, marked', Buffer.from([0xfe, 0xff]), (bytes) => bytes.swap16().toString('utf16le')],
    ['big ends', Buffer.alloc(0), (bytes) => bytes.swap16().toString('utf16le')],
  ])('finds secrets in UTF-16 with its %s, however it is cut', (kind, mark, read) => {
    const said = `a line\r\nthe päss-123 ß and ${SECRETS[0]?.[1]}\r\n${'fine\n'.repeat(2000)}end`;
    const bytes = kind.startsWith('big') ? big(said) : Buffer.from(said, 'utf16le');
    for (const chunk of [1, 7, 100_000]) {
      const out = read(through(Buffer.concat([mark, bytes]), chunk));
      expect(out.replace('\ufeff', '')).toBe(
        said
          .replace('päss-123', '[redacted A_TOKEN]')
          .replace(SECRETS[0]?.[1] ?? '', () => nothing.text(SECRETS[0]?.[1] ?? '')),
      );
    }
  });

  it.each([
    ['a colour within it', '\u001b[32mghp_\u001b[1;31maB3', '\u001b[0m', '[redacted github-token'],
    [
      'a link to it',
      `\u001b]8;;https://kim:hunter22@example.org/`,
      '\u0007x',
      ':[redacted password]@',
    ],
    ['a known one in parts', 'päss\u001b[K-1', '23', '[redacted A_TOKEN]'],
  ])('finds a secret with %s', (_, before, after, expected) => {
    const said = `x ${before}${before.includes('ghp_') ? chars(33) : ''}${after} y\n`;
    const out = through(Buffer.from(said), 1000, 'nothing').toString();
    expect(out).toContain(expected);
    expect(out).toMatch(/^x .* y\n$/);
    expect(out).not.toMatch(/hunter22|aB3aB3|23/);
  });

  it.each(['\u001b[31mred\u001b[0m ä', '\u001b]0;title\u0007', '\u001b', '\u001b[', 'ÿ\u001b]8;;'])(
    'leaves %j as it is',
    (line) => {
      const said = Buffer.from(`${line}\nnext\n`);
      expect(through(said, 3, 'nothing').equals(said)).toBe(true);
    },
  );

  it.each([
    ['keeps a binary file as it is', 'binary', true],
    ['takes a console for text', 'nothing', false],
  ] as const)('%s', (_, spares, same) => {
    const said = Buffer.from(`\0\u0001${SECRETS[0]?.[1]}\n`);
    expect(through(said, 1000, spares).equals(said)).toBe(same);
  });
});

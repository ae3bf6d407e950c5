import { createRunner } from '@flightline/core/process';
import { quoteForShell } from './quote';

const WORDS = [
  ['plain', 'a-b_c.d/e=f'],
  ['empty', ''],
  ['blanks', ' a  b '],
  ['single quote', "it's"],
  ['only quotes', `'"'`],
  ['expansions', '$HOME `id` $(id) \\n *.ts ~ !1'],
  ['line end', 'a\nb\n'],
  ['operators', 'a;b&c|d>e<f#g'],
  ['beyond ASCII', 'grüße ☃'],
  ['looks like an option', '--help'],
  ['equals first', '=ls'],
] as const;

it.each(WORDS)('%s survives a shell', async (_name, word) => {
  const runner = await createRunner();
  const line = `printf '<%s>' ${quoteForShell(['before', word, 'after'])}`;
  expect((await runner.run(['sh', '-c', line])).stdout).toBe(`<before><${word}><after>`);
});

it('leaves plain words readable', () => {
  expect(quoteForShell(['ls', '-l', '/mnt/reports'])).toBe('ls -l /mnt/reports');
});

import { createRunner } from '@flightline/core/process';
import { END_SESSION, MarkReader, marked } from './marks';
import { quoteForShell } from './quote';

function read(chunks: readonly string[]) {
  const data: string[] = [];
  const reader = new MarkReader('w0rd', (chunk) => data.push(chunk.toString()));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  const before = data.join('');
  reader.end();
  return { data: data.join(''), before, session: reader.session, status: reader.status };
}

const BEGIN = '\u001ew0rd begin 41\n';
const END = '\u001ew0rd end 255\n';

describe('MarkReader', () => {
  it.each([
    ['in one chunk', [`${BEGIN}oops\n${END}`]],
    ['byte by byte', `${BEGIN}oops\n${END}`.split('')],
    ['after a line without an end', [BEGIN, 'oops', '\n', END]],
    ['with later lines of a background process', [`${BEGIN}oo`, `${END}ps\n`]],
  ])('takes the marks out: %s', (_name, chunks) => {
    expect(read(chunks)).toMatchObject({ data: 'oops\n', session: 41, status: 255 });
  });

  it.each([
    ['another word', '\u001eother end 0\n'],
    ['a bare separator', 'a\u001eb'],
    ['nothing of ours', 'warning: x\n'],
  ])('hands on %s at once and sees no end', (_name, text) => {
    expect(read([text])).toEqual({
      data: text,
      before: text,
      session: undefined,
      status: undefined,
    });
  });

  it('hands on half a mark when the stream ends there', () => {
    expect(read(['x\u001ew0r'])).toMatchObject({
      before: 'x',
      data: 'x\u001ew0r',
      status: undefined,
    });
  });
});

describe('marked', () => {
  it.each([
    ['exit 255', 255],
    ['exit 0', 0],
    ['kill -KILL $$', 137],
  ])('tells how the command ended: %s', async (script, status) => {
    const runner = await createRunner();
    const code = marked('w0rd', quoteForShell(['sh', '-c', script]));
    const { stderr } = await runner.run(['sh', '-c', code]);
    expect(read([`${stderr}\n`]).status).toBe(status);
  });
});

// Its processes are real, and a busy host takes its time with them.
jest.setTimeout(120_000);

describe('END_SESSION', () => {
  it('ends all processes of a session, also those that ignore TERM or made a group of their own', async () => {
    const runner = await createRunner();
    const script = `trap '' TERM; timeout 60 sleep 60 & echo ready; while :; do sleep 60; done`;
    const victim = runner.start(['sh', '-c', script]);
    await new Promise((resolve) => victim.stdout?.once('data', resolve));
    await runner.run(['sh', '-c', END_SESSION, 'sh', String(victim.pid), '2']);
    expect(await victim.exited).toMatchObject({ ending: 'signalled', signal: 'SIGKILL' });
    const left = await runner.run(['ps', '-o', 'stat=', '--sid', String(victim.pid)]);
    // Dead ones may wait for their parent to notice.
    expect(left.stdout.split('\n').filter((state) => /^[^Z]/.test(state))).toEqual([]);
  });
});

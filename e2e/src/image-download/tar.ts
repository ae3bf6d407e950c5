const BLOCK = 512;

/** `link`: where a symbolic link points to; without one it is a file. */
export interface Entry {
  name: string;
  content?: Buffer | string;
  link?: string;
}

/** A tar archive (POSIX.1-1988, ustar) whose entries may say what no honest archiver would. */
export function tar(...entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = '', link }) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [header(name, bytes.length, link), bytes, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number, link = ''): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  const fields: readonly (readonly [at: number, text: string])[] = [
    [0, name],
    ...([100, 108, 116] as const).map((at) => [at, octal(0o644, 7)] as const),
    [124, octal(size, 11)],
    [136, octal(0, 11)],
    // The checksum counts itself as blanks.
    [148, ' '.repeat(8)],
    [156, link === '' ? '0' : '2'],
    [157, link],
    [257, 'ustar\0' + '00'],
  ];
  for (const [at, text] of fields) block.write(text, at, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return block;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const MARKS: readonly (readonly [mark: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Enough to tell text of two bytes a character from text with NULs in it. */
export const SAMPLE_BYTES = 4096;

/**
 * What a text is written in, by its first bytes: by its mark; without one, text is UTF-16 where most of every other
 * byte is NUL and hardly any of those between. `skip`: bytes of the mark.
 */
export function detectEncoding(sample: Uint8Array): { encoding: Encoding; skip: number } {
  const first = sample.subarray(0, SAMPLE_BYTES);
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => first[index] === byte));
  if (marked === undefined) return { encoding: byNuls(first), skip: 0 };
  const [mark, encoding] = marked;
  // Noise may begin like a mark; but text has a blank or a line feed somewhere, which in UTF-16 is half a NUL.
  if (encoding !== 'utf-8' && !first.includes(0)) return { encoding: 'utf-8', skip: 0 };
  return { encoding, skip: mark.length };
}

function byNuls(sample: Uint8Array): Encoding {
  const nuls = [0, 0];
  for (let i = 0; i < sample.length; i += 1)
    if (sample[i] === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const half = sample.length / 2;
  if (half < 2) return 'utf-8';
  if (odd > half * 0.5 && even < half * 0.1) return 'utf-16le';
  if (even > half * 0.5 && odd < half * 0.1) return 'utf-16be';
  return 'utf-8';
}

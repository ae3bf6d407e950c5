// Finds all required literals of all rules in one pass (Aho and Corasick, 1975), over characters or over the bytes
// of a file: one table look-up each, so that lines without a chance are never decoded.

const LF = 10;
const CR = 13;

/** ASCII letters are folded; two characters beyond ASCII fold to ASCII letters in RE2, too. */
const FOLDED = new Map([
  [0x212a, 'k'.charCodeAt(0)],
  [0x17f, 's'.charCodeAt(0)],
]);

/** Bytes of UTF-8 with which begins what normalising takes away or folding changes: C1, marks of direction, K, ſ. */
const SUSPECT_LEADS = [0xc2, 0xc5, 0xe2];

export interface Automaton {
  /** Numbers of the literals that occur in a text, each once. */
  readonly find: (text: string) => readonly number[];
  /** Looks through bytes for the first line that has to be read. */
  readonly search: (bytes: Uint8Array, from: number, to: number) => Search;
}

interface Search {
  /** Line feeds passed. */
  lines: number;
  /** Where the line begins in which the search stopped, or the one that it did not see the end of. */
  lineStart: number;
  /** True when that line holds a literal, or a byte that makes it look other than it reads. */
  hit: boolean;
}

/** @param literals in lower-case ASCII; none is empty */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const classOf = classesOf(literals);
  const width = Math.max(...classOf.bytes) + 1;
  const { next, outputs, firstSpecial, newline } = buildTable(literals, classOf, width);

  return {
    find: (text) => {
      const found = new Set<number>();
      let state = 0;
      for (let i = 0; i < text.length; i += 1) {
        const code = text.charCodeAt(i);
        const folded = code < 128 ? code : (FOLDED.get(code) ?? 128);
        state = next[state + (classOf.characters[folded] ?? 0)] ?? 0;
        if (state >= firstSpecial) for (const one of outputs.get(state) ?? []) found.add(one);
      }
      return [...found];
    },
    search: (bytes, from, to) => {
      const { bytes: classes } = classOf;
      let state = 0;
      let lines = 0;
      let lineStart = from;
      for (let i = from; i < to; i += 1) {
        state = next[state + (classes[bytes[i] as number] as number)] as number;
        if (state < firstSpecial) continue;
        if (state === newline) {
          lines += 1;
          lineStart = i + 1;
          state = 0;
        } else if (bytes[i] === CR && bytes[i + 1] === LF && i + 1 < to) state = 0;
        else return { lines, lineStart, hit: true };
      }
      return { lines, lineStart, hit: false };
    },
  };
}

interface Classes {
  bytes: Uint8Array;
  /** By character code; 128 stands for all that is not ASCII. */
  characters: Uint8Array;
  newline: number;
  suspect: number;
}

/** Class 0: occurs in no literal. The last two: the line feed, and bytes that make their line be read. */
function classesOf(literals: readonly string[]): Classes {
  const characters = new Uint8Array(129);
  const used = [...new Set(literals.join(''))].sort();
  used.forEach((character, index) => {
    characters[character.charCodeAt(0)] = index + 1;
    characters[character.toUpperCase().charCodeAt(0)] = index + 1;
  });
  const newline = used.length + 1;
  const suspect = used.length + 2;
  const bytes = new Uint8Array(256);
  bytes.set(characters.subarray(0, 128));
  for (let code = 0; code < 32; code += 1) if (code !== 9) bytes[code] = suspect;
  for (const code of [127, ...SUSPECT_LEADS]) bytes[code] = suspect;
  bytes[LF] = newline;
  return { bytes, characters, newline, suspect };
}

interface Table {
  /** Where to go, by state and class; a state is the index of its row. */
  next: Int32Array;
  outputs: ReadonlyMap<number, readonly number[]>;
  /** States from here on want attention: a literal ends, a line ends, a suspect byte. */
  firstSpecial: number;
  newline: number;
}

interface Node {
  children: Map<number, Node>;
  ends: number[];
  fallback: Node | undefined;
  row: number;
}

function buildTable(literals: readonly string[], classes: Classes, width: number): Table {
  const root = trieOf(literals, classes.characters);
  const nodes = withFallbacks(root);
  const ordered = [
    ...nodes.filter(({ ends }) => ends.length === 0),
    ...nodes.filter(({ ends }) => ends.length > 0),
  ];
  ordered.forEach((node, index) => (node.row = index * width));
  const silent = ordered.filter(({ ends }) => ends.length === 0).length;
  const newline = ordered.length * width;
  const suspect = newline + width;

  const next = new Int32Array((ordered.length + 2) * width);
  // Breadth first, so that the row to fall back to is filled already.
  for (const node of nodes) {
    for (let one = 0; one < classes.newline; one += 1) {
      const child = node.children.get(one);
      const fallen = node.fallback === undefined ? 0 : (next[node.fallback.row + one] ?? 0);
      next[node.row + one] = child?.row ?? fallen;
    }
    next[node.row + classes.newline] = newline;
    next[node.row + classes.suspect] = suspect;
  }
  return {
    next,
    outputs: new Map(nodes.map(({ row, ends }) => [row, ends])),
    firstSpecial: silent * width,
    newline,
  };
}

function trieOf(literals: readonly string[], characters: Uint8Array): Node {
  const fresh = (): Node => ({ children: new Map(), ends: [], fallback: undefined, row: 0 });
  const root = fresh();
  literals.forEach((text, index) => {
    let node = root;
    for (let i = 0; i < text.length; i += 1) {
      const one = characters[text.charCodeAt(i)] ?? 0;
      const child = node.children.get(one) ?? fresh();
      node.children.set(one, child);
      node = child;
    }
    node.ends.push(index);
  });
  return root;
}

/** All nodes breadth first; each knows its longest proper suffix, and the literals that end there end here, too. */
function withFallbacks(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [one, child] of node.children) {
      let candidate = node.fallback;
      while (candidate !== undefined && !candidate.children.has(one))
        candidate = candidate.fallback;
      child.fallback = candidate?.children.get(one) ?? root;
      child.ends.push(...child.fallback.ends);
      nodes.push(child);
    }
  }
  return nodes;
}

// Small ELF files with what a loader looks at and nothing else: headers, names, version lists.

/** What a file says; all of it may be left out. */
export interface ElfParts {
  bits?: 32 | 64;
  bigEndian?: boolean;
  /** e_machine; x86-64 by default. */
  machine?: number;
  interpreter?: string;
  soname?: string;
  needed?: readonly string[];
  rpath?: string;
  runpath?: string;
  /** By the library, e.g. `{ 'libc.so.6': ['GLIBC_2.34'] }`; a version that begins with `?` is weak. */
  requires?: Readonly<Record<string, readonly string[]>>;
  provides?: readonly string[];
  /** Bits of GNU_PROPERTY_X86_ISA_1_NEEDED. */
  isa?: number;
}

/** Where the program would be loaded: places in the file and addresses must not be taken for each other. */
const BASE = 0x400000;

export function elfFile(parts: ElfParts = {}): Buffer {
  const { bits = 64, bigEndian = false, machine = 62, interpreter, isa } = parts;
  const is64 = bits === 64;
  const write = writer(is64, bigEndian);
  const { headerSize, segmentSize } = is64
    ? { headerSize: 64, segmentSize: 56 }
    : { headerSize: 52, segmentSize: 32 };
  const dynamic = dynamicParts(parts);
  const pieces: { type: number; bytes: Buffer }[] = [];
  const room = headerSize + 4 * segmentSize;
  let end = room;
  const place = (type: number, bytes: Buffer): number => {
    const at = end;
    pieces.push({ type, bytes });
    end += Math.ceil(bytes.length / 8) * 8;
    return at;
  };
  const segments: { type: number; at: number; size: number }[] = [];
  if (interpreter !== undefined) {
    const bytes = Buffer.from(`${interpreter}\0`);
    segments.push({ type: 3, at: place(3, bytes), size: bytes.length });
  }
  if (isa !== undefined) {
    const bytes = property(isa, write);
    segments.push({ type: 0x6474e553, at: place(0, bytes), size: bytes.length });
  }
  if (dynamic !== undefined) {
    const { names, entries, needs, definitions } = dynamic;
    const strings = place(0, names.bytes());
    const verneed = place(0, needs(write));
    const verdef = place(0, definitions(write));
    const table = [...entries, [5, BASE + strings] as const];
    if (dynamic.needCount > 0)
      table.push([0x6ffffffe, BASE + verneed], [0x6fffffff, dynamic.needCount]);
    if (dynamic.definitionCount > 0)
      table.push([0x6ffffffc, BASE + verdef], [0x6ffffffd, dynamic.definitionCount]);
    const bytes = Buffer.concat(
      [...table, [0, 0] as const].flatMap((pair) => pair.map(write.word)),
    );
    segments.push({ type: 2, at: place(2, bytes), size: bytes.length });
  }
  const all = [{ type: 1, at: 0, size: end }, ...segments];
  const header = Buffer.concat([
    Buffer.from([
      0x7f,
      0x45,
      0x4c,
      0x46,
      is64 ? 2 : 1,
      bigEndian ? 2 : 1,
      1,
      ...Array<number>(9).fill(0),
    ]),
    ...[write.u16(3), write.u16(machine), write.u32(1)],
    ...[write.word(0), write.word(headerSize), write.word(0), write.u32(0)],
    ...[headerSize, segmentSize, all.length, 0, 0, 0].map(write.u16),
  ]);
  const table = Buffer.concat(all.map((segment) => programHeader(segment, is64, write)));
  const start = Buffer.concat([header, table], room);
  return Buffer.concat([start, ...pieces.map(({ bytes }) => padded(bytes))]);
}

type Writer = ReturnType<typeof writer>;

function writer(is64: boolean, bigEndian: boolean) {
  const number = (size: 2 | 4 | 8) => (value: number) => {
    const bytes = Buffer.alloc(size);
    if (size === 8) bytes[bigEndian ? 'writeBigUInt64BE' : 'writeBigUInt64LE'](BigInt(value));
    else bytes[bigEndian ? 'writeUIntBE' : 'writeUIntLE'](value, 0, size);
    return bytes;
  };
  const [u16, u32] = [number(2), number(4)];
  return { is64, u16, u32, word: is64 ? number(8) : u32 };
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes], Math.ceil(bytes.length / 8) * 8);

function programHeader(
  { type, at, size }: { type: number; at: number; size: number },
  is64: boolean,
  { u32, word }: Writer,
): Buffer {
  const place = [word(at), word(BASE + at), word(BASE + at), word(size), word(size)];
  return Buffer.concat(
    is64 ? [u32(type), u32(4), ...place, word(8)] : [u32(type), ...place, u32(4), u32(8)],
  );
}

function property(isa: number, { is64, u32 }: Writer): Buffer {
  const list = Buffer.concat([u32(0xc0008002), u32(4), u32(isa)], is64 ? 16 : 12);
  return Buffer.concat([u32(4), u32(list.length), u32(5), Buffer.from('GNU\0'), list]);
}

/** Texts with a NUL behind each, by where they begin. */
function namesTable() {
  const places = new Map<string, number>();
  let size = 1;
  const at = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    const place = size;
    places.set(text, place);
    size += Buffer.byteLength(text) + 1;
    return place;
  };
  return {
    at,
    bytes: () => Buffer.from(`\0${[...places.keys()].map((text) => `${text}\0`).join('')}`),
  };
}

function dynamicParts({
  soname,
  needed = [],
  rpath,
  runpath,
  requires = {},
  provides = [],
}: ElfParts) {
  const libraries = Object.entries(requires);
  const isStatic = [soname, rpath, runpath].every((one) => one === undefined);
  if (isStatic && needed.length + libraries.length + provides.length === 0) return undefined;
  const names = namesTable();
  const named = (tag: number, text: string | undefined) =>
    text === undefined ? [] : [[tag, names.at(text)] as const];
  const entries: (readonly [number, number])[] = [
    ...needed.flatMap((library) => named(1, library)),
    ...named(14, soname),
    ...named(15, rpath),
    ...named(29, runpath),
  ];
  const [needLists, definitionNames] = [
    libraries.map(([library, versions]) => ({
      library: names.at(library),
      versions: versions.map((version) => ({
        isWeak: version.startsWith('?'),
        name: names.at(version.replace(/^\?/, '')),
      })),
    })),
    provides.length === 0 ? [] : [soname ?? 'self', ...provides].map(names.at),
  ];
  return {
    ...{ names, entries, needCount: needLists.length, definitionCount: definitionNames.length },
    needs: ({ u16, u32 }: Writer) =>
      Buffer.concat(
        needLists.flatMap(({ library, versions }, index) => [
          ...[u16(1), u16(versions.length), u32(library), u32(16)],
          u32(index + 1 < needLists.length ? 16 * (1 + versions.length) : 0),
          ...versions.flatMap(({ isWeak, name }, place) => [
            ...[u32(0), u16(isWeak ? 2 : 0), u16(place + 2), u32(name)],
            u32(place + 1 < versions.length ? 16 : 0),
          ]),
        ]),
      ),
    definitions: ({ u16, u32 }: Writer) =>
      Buffer.concat(
        definitionNames.flatMap((name, index) => [
          ...[u16(1), u16(index === 0 ? 1 : 0), u16(index + 1), u16(1), u32(0), u32(20)],
          u32(index + 1 < definitionNames.length ? 28 : 0),
          ...[u32(name), u32(0)],
        ]),
      ),
  };
}

// Has the kernel of a clone use what was mixed into its random numbers at once, which takes an ioctl, and so a program. An
// emulated guest that has just begun to run needs 0.8 s to start perl and 1 s for python3, which is most of what a clone
// takes for its first command. So its template has a program of its own: 27 bytes of code.

/** RNDRESEEDCRNG of linux/random.h, for the file that is the standard input; ends with 0 when that worked. x86-64. */
const CODE = [
  ...[0xb8, 0x10, 0x00, 0x00, 0x00], // mov eax, 16 (ioctl)
  ...[0x31, 0xff], // xor edi, edi
  ...[0xbe, 0x07, 0x52, 0x00, 0x00], // mov esi, 0x5207
  ...[0x31, 0xd2], // xor edx, edx
  ...[0x0f, 0x05], // syscall
  ...[0x89, 0xc7], // mov edi, eax
  ...[0xf7, 0xdf], // neg edi
  ...[0xb8, 0x3c, 0x00, 0x00, 0x00], // mov eax, 60 (exit)
  ...[0x0f, 0x05], // syscall
];

const PATH = '/var/lib/flightline-reseed';

/** Shell code for root that puts the program into a guest. */
export const PLACE_RESEED = `printf '${octal(program())}' >${PATH} && chmod 755 ${PATH}`;

/** Shell code for root; needs no more than a guest has, and says nothing when that is not enough. */
export const RESEED = String.raw`
${PATH} </dev/urandom 2>/dev/null ||
  perl -e 'open(my $r, ">", "/dev/urandom") && ioctl($r, 0x5207, 0) || exit 1' 2>/dev/null ||
  python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "w"), 0x5207)' 2>/dev/null || :`;

/** The smallest file that Linux starts: an ELF header, one segment, the code; elf(5). */
function program(): Buffer {
  const [header, segment] = [64, 56];
  const base = 0x400000n;
  const bytes = Buffer.alloc(header + segment);
  // 64 bits, least byte first, version 1.
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(bytes);
  bytes.writeUInt16LE(2, 16); // e_type: an executable
  bytes.writeUInt16LE(62, 18); // e_machine: x86-64
  bytes.writeUInt32LE(1, 20); // e_version
  bytes.writeBigUInt64LE(base + BigInt(header + segment), 24); // e_entry
  bytes.writeBigUInt64LE(BigInt(header), 32); // e_phoff
  bytes.writeUInt16LE(header, 52); // e_ehsize
  bytes.writeUInt16LE(segment, 54); // e_phentsize
  bytes.writeUInt16LE(1, 56); // e_phnum
  bytes.writeUInt32LE(1, header); // p_type: loaded
  bytes.writeUInt32LE(5, header + 4); // p_flags: read, execute
  bytes.writeBigUInt64LE(base, header + 16); // p_vaddr
  bytes.writeBigUInt64LE(base, header + 24); // p_paddr
  const size = BigInt(bytes.length + CODE.length);
  bytes.writeBigUInt64LE(size, header + 32); // p_filesz
  bytes.writeBigUInt64LE(size, header + 40); // p_memsz
  bytes.writeBigUInt64LE(0x1000n, header + 48); // p_align
  return Buffer.concat([bytes, Buffer.from(CODE)]);
}

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

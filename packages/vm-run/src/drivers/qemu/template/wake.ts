// What a clone has to ask of its kernel takes a program: to set the clock, and to use at once what was mixed into its
// random numbers, which is an ioctl. An emulated guest that has just begun to run needs 0.1 s to start date, 0.8 s for
// perl and 1 s for python3, a good part of what a clone takes for its first command. So its template has a program of its
// own: 57 bytes of code.

/**
 * Sets the clock to the `struct timespec` that is the standard input, then RNDRESEEDCRNG of linux/random.h for the
 * standard output; ends with 0 when both worked. x86-64.
 */
const CODE = [
  ...[0x31, 0xc0], // xor eax, eax (read)
  ...[0x31, 0xff], // xor edi, edi
  ...[0x48, 0x8d, 0x74, 0x24, 0xf0], // lea rsi, [rsp-16]
  ...[0xba, 0x10, 0x00, 0x00, 0x00], // mov edx, 16
  ...[0x0f, 0x05], // syscall
  ...[0xb8, 0xe3, 0x00, 0x00, 0x00], // mov eax, 227 (clock_settime)
  ...[0x31, 0xff], // xor edi, edi (CLOCK_REALTIME)
  ...[0x0f, 0x05], // syscall
  ...[0x89, 0xc3], // mov ebx, eax
  ...[0xb8, 0x10, 0x00, 0x00, 0x00], // mov eax, 16 (ioctl)
  ...[0xbf, 0x01, 0x00, 0x00, 0x00], // mov edi, 1
  ...[0xbe, 0x07, 0x52, 0x00, 0x00], // mov esi, 0x5207
  ...[0x31, 0xd2], // xor edx, edx
  ...[0x0f, 0x05], // syscall
  ...[0x09, 0xd8], // or eax, ebx
  ...[0x89, 0xc7], // mov edi, eax
  ...[0xb8, 0x3c, 0x00, 0x00, 0x00], // mov eax, 60 (exit)
  ...[0x0f, 0x05], // syscall
];

const PATH = '/var/lib/flightline-wake';

/** Shell code for root that puts the program into a guest. */
export const PLACE_WAKE = `printf '${octal(program())}' >${PATH} && chmod 755 ${PATH}`;

/** POSIX sh for root: $1 the time as `timespec` gives it. Where the program does not run, the guest's own have to do. */
export const WAKE = String.raw`
printf "$1" >${PATH}.time
${PATH} <${PATH}.time >/dev/urandom 2>/dev/null || {
  date -s "@$2" >/dev/null
  perl -e 'open(my $r, ">", "/dev/urandom") && ioctl($r, 0x5207, 0) || exit 1' 2>/dev/null ||
    python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "w"), 0x5207)' 2>/dev/null || :
}`;

/** A time, in ms since 1970, as the format of a printf that prints a `struct timespec` of x86-64. */
export function timespec(ms: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt(Math.floor(ms / 1000)));
  bytes.writeBigInt64LE(BigInt(Math.floor(ms % 1000) * 1_000_000), 8);
  return octal(bytes);
}

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

// A guest of 240 bytes that does what every real kernel does first and broken virtualisation cannot do: it turns
// paging on, enters 64-bit long mode, takes a page fault, reloads its page tables 65536 times, and reports.
// A boot sector would not do: hosts exist where all 16-bit code runs and every kernel hangs.
//
// Format: Multiboot specification 0.6.96, section 3.1, with the address fields (flag 16) instead of ELF headers.
// QEMU's -kernel loads it at 1 MiB and enters it in 32-bit protected mode without paging.

/** Exit status of QEMU when the kernel came to its end: isa-debug-exit makes (value << 1) | 1 of 0x21. */
export const PROBE_PASSED = 0x43;

/** Port of QEMU's isa-debug-exit device that the kernel writes to. */
export const PROBE_PORT = 0xf4;

/** Loaded at 0x100000; page tables at 0x200000, 0x201000 and 0x202000; stack below 0x300000. */
const CODE: readonly (readonly [bytes: string, assembly: string])[] = [
  // multiboot header
  ['02b0ad1b 00000100 fe4f51e4', 'magic, flags (address fields follow), checksum'],
  ['00001000 00001000', 'header and load address 0x100000'],
  ['00000000 00000000 20001000', 'load to the end of the file, no bss, entry 0x100020'],
  // 0x100020, 32-bit: identity map of the first 4 MiB by two 2 MiB pages
  ['c705 00002000 03102000', 'mov dword [0x200000], 0x201003   ; level 4 -> level 3'],
  ['c705 00102000 03202000', 'mov dword [0x201000], 0x202003   ; level 3 -> level 2'],
  ['c705 00202000 83000000', 'mov dword [0x202000], 0x000083   ; 0..2 MiB'],
  ['c705 08202000 83002000', 'mov dword [0x202008], 0x200083   ; 2..4 MiB'],
  ['b8 00002000', 'mov eax, 0x200000'],
  ['0f22d8', 'mov cr3, eax'],
  ['0f20e0', 'mov eax, cr4'],
  ['83c820', 'or eax, 0x20                     ; PAE'],
  ['0f22e0', 'mov cr4, eax'],
  ['b9 800000c0', 'mov ecx, 0xc0000080              ; EFER'],
  ['0f32', 'rdmsr'],
  ['0d 00010000', 'or eax, 0x100                    ; long mode enable'],
  ['0f30', 'wrmsr'],
  ['0f20c0', 'mov eax, cr0'],
  ['0d 00000080', 'or eax, 0x80000000               ; paging'],
  ['0f22c0', 'mov cr0, eax'],
  ['0f0115 e0001000', 'lgdt [0x1000e0]'],
  ['ea 80001000 0800', 'jmp 0x08:0x100080'],
  // 0x100080, 64-bit
  ['31c0', 'xor eax, eax'],
  ['8ed0', 'mov ss, eax                      ; iretq wants a valid selector, and null is one here'],
  ['bc 00003000', 'mov esp, 0x300000'],
  ['0f011d 56000000', 'lidt [rip + 0x56]                ; 0x1000e6'],
  ['8a0425 00008000', 'mov al, [0x800000]               ; not mapped: page fault'],
  ['b9 00000100', 'mov ecx, 0x10000'],
  ['0f20d8', 'mov rax, cr3'],
  ['0f22d8', 'mov cr3, rax'],
  ['e2fb', 'loop -5                          ; back to mov cr3, rax'],
  ['b021', 'mov al, 0x21'],
  ['66ba f400', 'mov dx, 0xf4'],
  ['ee', 'out dx, al                       ; QEMU ends here'],
  ['f4', 'hlt'],
  ['ebfd', 'jmp -3'],
  // 0x1000ae, the page fault handler: map the missing page and go on
  ['c70425 20202000 83008000', 'mov dword [0x202020], 0x800083   ; 8..10 MiB'],
  ['58', 'pop rax                          ; the error code'],
  ['48cf', 'iretq'],
  ['0f1f4000', 'padding'],
  // 0x1000c0, tables
  ['00000000 00000000', 'null descriptor'],
  ['00000000 009a2000', 'selector 0x08: 64-bit code'],
  ['ae00 0800 008e 1000 00000000 00000000', 'gate 14 (page fault) -> 0x08:0x1000ae'],
  ['0f00 c0001000', 'GDT register: limit 15, base 0x1000c0'],
  ['ef00 f0ff0f0000000000', 'IDT register: limit 239, base 14 gates below the only one'],
];

/** The kernel as the file that QEMU's -kernel takes. */
export function probeKernel(): Buffer {
  return Buffer.from(CODE.map(([bytes]) => bytes.replaceAll(' ', '')).join(''), 'hex');
}

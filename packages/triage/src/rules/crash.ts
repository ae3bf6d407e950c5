import { rulesOf } from './rule';

export const CRASH = rulesOf('crash', [
  {
    id: 'segfault',
    severity: 'hard',
    title: 'A program crashed on a memory access',
    any: [
      '\\bSegmentation fault\\b',
      '\\bBus error\\b',
      '\\bsegfault at [0-9a-f]+ ip [0-9a-f]+',
      'traps: \\S+ general protection (?:fault )?ip:',
      '(?:killed by|died with|terminated by|received|got) (?:signal )?SIG(?:SEGV|BUS)\\b',
    ],
    why: 'Native code read or wrote where it must not: often an extension that was built for another version of a library.',
    action:
      'Run it with `coredumpctl gdb`, or for Python with PYTHONFAULTHANDLER=1, and see which library the top frame is in.',
    examples: {
      matches: [
        './runner.sh: line 12:  1234 Bus error               (core dumped) ./app',
        './runner.sh: line 12:  1234 Segmentation fault      (core dumped) ./app --selftest',
        'Fatal Python error: Segmentation fault',
        '[   12.345678] app[812]: segfault at 10 ip 00007f1c sp 00007ffd error 4 in libQt5Core.so.5[7f1c+2f0000]',
        '[   12.345678] traps: app[812] general protection fault ip:7f1c sp:7ffd error:0',
        'worker 3 was terminated by SIGSEGV',
      ],
      mustNotMatch: [
        'Setting up segfault-handler (1.3.0) ...',
        'tests/test_crash.py::test_segmentation_fault PASSED',
        '0 segmentation faults',
        '+ grep -c "Segmentation fault" run.log',
        'ok 12 - survives a Segmentation fault of its child',
      ],
    },
  },
  {
    id: 'illegal-instruction',
    severity: 'hard',
    title: 'A program uses instructions that this processor does not have',
    any: [
      '\\bIllegal instruction\\b',
      'traps: \\S+ trap invalid opcode ip:',
      'CPU does not support x86-64-v[234]',
      '(?:killed by|died with|terminated by|received|got) (?:signal )?SIGILL\\b',
    ],
    why: 'It was compiled for a newer processor than the machine shows to its guest, e.g. with -march=native.',
    action: 'Build for the baseline of the architecture (x86-64), or choose at run time.',
    examples: {
      matches: [
        'app was killed by SIGILL',
        './runner.sh: line 3:   777 Illegal instruction     (core dumped) ./app',
        '[    4.1] traps: app[300] trap invalid opcode ip:55d0 sp:7ffe error:0 in app[55d0+1000]',
        'Fatal glibc error: CPU does not support x86-64-v2',
      ],
      mustNotMatch: ['test_illegal_instruction PASSED', 'CPU supports x86-64-v3'],
    },
  },
  {
    id: 'abort',
    severity: 'hard',
    title: 'A program aborted itself',
    any: [
      '\\bline \\d+:\\s+\\d+ Aborted\\b',
      '\\bAborted\\s+\\(core dumped\\)',
      '^terminate called (?:after throwing an instance of|without an active exception)',
      '\\*\\*\\* stack smashing detected \\*\\*\\*',
      '\\bdouble free or corruption\\b',
      '\\bfree\\(\\): invalid (?:pointer|size|next size)',
      '\\bmalloc\\(\\): (?:corrupted|invalid|memory corruption|unaligned)',
      'Fatal Python error: Aborted',
      '(?:killed by|died with|terminated by|received|got) (?:signal )?SIGABRT\\b',
    ],
    why: 'An uncaught C++ exception, a failed assertion, or a damaged heap.',
    action: 'The lines above say which; run it with `coredumpctl gdb` for the stack.',
    examples: {
      matches: [
        'double free or corruption (fasttop)',
        'malloc(): corrupted top size',
        'Fatal Python error: Aborted',
        'app died with SIGABRT',
        './runner.sh: line 3:   777 Aborted                 (core dumped) ./app',
        "terminate called after throwing an instance of 'std::runtime_error'",
        'free(): invalid pointer',
        '*** stack smashing detected ***: terminated',
      ],
      mustNotMatch: [
        'Aborted by user',
        'test_double_free PASSED',
        'transaction aborted (retrying)',
      ],
    },
  },
]);

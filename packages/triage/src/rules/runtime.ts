import { rulesOf } from './rule';

// The texts are those of glibc's and musl's dynamic loaders and of the Linux kernel's `strerror`. The quotes
// around a version differ by locale.

export const RUNTIME = rulesOf('runtime', [
  {
    id: 'libstdcxx-too-old',
    severity: 'hard',
    title: 'A program needs a newer libstdc++ than it found',
    any: ['version [`\'‘"]?(?P<version>(?:GLIBCXX|CXXABI)_[\\w.]+)[\'’"]? not found'],
    yieldsTo: ['library-leak'],
    why: 'It was compiled with a newer GCC than the box has, or it is a program of the box that a frozen application started with its own, older libraries in LD_LIBRARY_PATH.',
    action:
      'Look at "required by". A file of the artifact: build it on an older system, or ship libstdc++ with it. A file below /usr: start that program with a cleaned LD_LIBRARY_PATH.',
    examples: {
      matches: [
        "./app: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./app)",
        "ImportError: /usr/lib64/libstdc++.so.6: version `CXXABI_1.3.15' not found (required by /tmp/_MEIab/x.so)",
        './app: libstdc++.so.6: version ‘GLIBCXX_3.4.29’ not found (required by /usr/bin/cmake)',
      ],
      mustNotMatch: [
        'checking for GLIBCXX_3.4.30... not found',
        'tests/test_glibcxx.py::test_version_GLIBCXX_3.4.32_not_found PASSED [ 12%]',
        'Provides: libstdc++.so.6(GLIBCXX_3.4.32)(64bit)',
      ],
    },
  },
  {
    id: 'glibc-too-old',
    severity: 'hard',
    title: 'A program needs a newer glibc than the box has',
    any: ['version [`\'‘"]?(?P<version>GLIBC_[\\w.]+)[\'’"]? not found'],
    why: 'It was linked on a newer system. A glibc cannot be shipped with a program.',
    action: 'Build the artifact on a system that is not newer than the oldest box.',
    examples: {
      matches: [
        "/mnt/artifacts/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /mnt/artifacts/app)",
        "[1234] Error loading Python lib '/tmp/_MEIx/libpython3.11.so.1.0': dlopen: /lib64/libm.so.6: version `GLIBC_2.29' not found",
      ],
      mustNotMatch: [
        'ldd (Debian GLIBC 2.36-9) 2.36',
        'GLIBC_2.34 not found in symbol table: skipped',
      ],
    },
  },
  {
    id: 'library-version-missing',
    severity: 'hard',
    title: 'A shared library of the box is older than a program needs',
    any: ['\\.so[\\w.]*: version [`\'‘"]?[A-Za-z][\\w.+-]*[\'’"]? not found \\(required by'],
    unless: ['version [`\'‘"]?(?:GLIBCXX|CXXABI|GLIBC)_'],
    yieldsTo: ['library-leak'],
    why: 'The program was linked against a newer version of that library.',
    action:
      'Ship that library with the artifact, or build on a system that is not newer than the oldest box.',
    examples: {
      matches: [
        "./app: /lib64/libssl.so.3: version `OPENSSL_3.2.0' not found (required by ./app)",
        "./app: /lib64/libz.so.1: version `ZLIB_1.2.12' not found (required by ./app)",
      ],
      mustNotMatch: [
        "./app: /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./app)",
        'npm error notarget No matching version found; version 3.0 not found',
      ],
    },
  },
  {
    id: 'library-missing',
    severity: 'hard',
    title: 'A shared library is missing',
    any: [
      'error while loading shared libraries: [^:]+: cannot open shared object file',
      '\\S+\\.so[.\\d]*: cannot open shared object file: No such file',
      'Error loading shared library \\S+: No such file',
    ],
    why: 'The program needs a library that is neither in the artifact nor on the box.',
    action:
      'Ship the library with the artifact, or name the distribution package that has it as a requirement and add it to the box.',
    examples: {
      matches: [
        './app: error while loading shared libraries: libGL.so.1: cannot open shared object file: No such file or directory',
        'ImportError: libxcb-cursor.so.0: cannot open shared object file: No such file or directory',
        'Error loading shared library libstdc++.so.6: No such file or directory (needed by /app)',
      ],
      mustNotMatch: [
        "ERROR: ld.so: object 'libx.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.",
        'test_error_while_loading_shared_libraries ... ok',
      ],
    },
  },
  {
    id: 'symbol-missing',
    severity: 'hard',
    title: 'A shared library lacks a symbol',
    any: ['\\bundefined symbol: \\S+', 'Error relocating \\S+: \\S+: symbol not found'],
    yieldsTo: ['library-leak'],
    why: 'A library of that name was found, but it is another version than the one the program was linked against.',
    action:
      'Find out which file was loaded (LD_DEBUG=libs) and ship the right one with the artifact.',
    examples: {
      matches: [
        'python3: symbol lookup error: /tmp/_MEIx/libreadline.so.8: undefined symbol: rl_filename_rewrite',
        'ImportError: /opt/app/_foo.so: undefined symbol: PyUnicode_AsUTF8',
        'Error relocating /app: fcntl64: symbol not found',
      ],
      mustNotMatch: ['undefined symbols: 0', 'checked for undefined symbol in 12 files'],
    },
  },
  {
    id: 'exec-format',
    severity: 'hard',
    title: 'A program cannot be executed on this box',
    any: ['\\bExec format error\\b', '\\bcannot execute binary file\\b'],
    why: 'It was built for another processor or another operating system, or the file is cut short.',
    action: 'Compare `file <program>` with `uname -m` of the box.',
    examples: {
      matches: [
        'bash: ./app: cannot execute binary file: Exec format error',
        "OSError: [Errno 8] Exec format error: '/mnt/artifacts/app'",
      ],
      mustNotMatch: [
        'ok 3 - reports an Exec format error',
        'tests/test_exec.py::test_exec_format_error FAILED',
      ],
    },
  },
  {
    id: 'bad-interpreter',
    severity: 'hard',
    title: 'A script names an interpreter that the box does not have',
    any: [
      ': bad interpreter: ',
      'env: [`\'‘"]?\\S+?[\'’"]?: No such file or directory$',
      ': required file not found$',
    ],
    why: 'The first line of the script points nowhere on this box, or it ends with a carriage return because the file has Windows line ends.',
    action:
      "Start scripts with '#!/bin/sh' or '#!/usr/bin/env bash', and check them out with LF line ends.",
    examples: {
      matches: [
        'bash: ./runner.sh: /bin/bash^M: bad interpreter: No such file or directory',
        '/usr/bin/env: ‘bash\\r’: No such file or directory',
        "env: 'python3.12': No such file or directory",
        './runner.sh: cannot execute: required file not found',
      ],
      mustNotMatch: ['cat: /etc/env: No such file or directory', 'test_bad_interpreter: skipped'],
    },
  },
  {
    id: 'noexec-folder',
    severity: 'hard',
    title: 'A folder of the box does not let programs be executed',
    any: [
      'failed to map segment from shared object',
      '/(?:tmp|var/tmp|dev/shm)/\\S+: (?:cannot execute: )?Permission denied$',
    ],
    why: 'A bundle unpacks itself into the temporary folder, and that is mounted with noexec.',
    action:
      'Set TMPDIR to a folder that lets programs be executed, or ship a folder instead of one file.',
    examples: {
      matches: [
        './app: error while loading shared libraries: libz.so.1: failed to map segment from shared object',
        'bash: /tmp/app/run: Permission denied',
        'sh: 1: /var/tmp/x.sh: Permission denied',
      ],
      mustNotMatch: [
        "ls: cannot open directory '/tmp/systemd-private-1': Permission denied (ignored)",
        'tmpfs on /tmp type tmpfs (rw,nosuid,nodev,noexec)',
      ],
    },
  },
]);

import { rulesOf } from './rule';

/** Where programs and libraries of the system stand, and where those of a bundle do. */
const SYSTEM = '/(?:usr/(?:bin|sbin|lib|libexec)|lib|bin|sbin)[/\\w]';
const BUNDLE = '/(?:tmp/_MEI|mnt/artifacts/|opt/|home/|root/|usr/local/|var/tmp/)';

export const ENVIRONMENT = rulesOf('environment', [
  {
    id: 'library-leak',
    severity: 'hard',
    title: 'A program of the box was started with libraries of the artifact',
    any: [
      `${BUNDLE}\\S*\\.so[\\w.]*: version [\`'‘"]?(?P<version>[A-Za-z][\\w.+-]*)['’"]? not found \\(required by (?P<program>${SYSTEM}\\S*)\\)`,
      `\\bsymbol lookup error: (?:${SYSTEM}\\S*): undefined symbol: \\S+, version [A-Z]\\w*`,
    ],
    why: 'The launcher of a frozen application puts its own libraries first in LD_LIBRARY_PATH, and programs of the box that it starts inherit that.',
    action:
      'Start programs of the system with a cleaned environment: restore LD_LIBRARY_PATH from LD_LIBRARY_PATH_ORIG, or delete it where nothing was saved.',
    examples: {
      matches: [
        "apt-get: /mnt/artifacts/lib/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by /lib/x86_64-linux-gnu/libapt-pkg.so.6.0)",
        "curl: /tmp/_MEIa1/libssl.so.3: version `OPENSSL_3.2.0' not found (required by /lib/x86_64-linux-gnu/libcurl.so.4)",
        "/usr/bin/cmake: /opt/app/lib/libstdc++.so.6: version `CXXABI_1.3.13' not found (required by /usr/bin/cmake)",
        'bash: symbol lookup error: /lib/x86_64-linux-gnu/libreadline.so.8: undefined symbol: UP, version TINFO_6',
      ],
      mustNotMatch: [
        "./app: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./app)",
        "ImportError: /usr/lib64/libstdc++.so.6: version `CXXABI_1.3.15' not found (required by /tmp/_MEIab/x.so)",
        'LD_LIBRARY_PATH=/tmp/_MEIa1 is cleaned before apt-get is started',
      ],
    },
  },
  {
    id: 'preload-leak',
    severity: 'soft',
    title: 'A library that was to be preloaded does not fit',
    any: [
      "^(?:ERROR: )?ld\\.so: object '[^']+' from LD_PRELOAD cannot be preloaded \\((?:cannot open shared object file|wrong ELF class|file too short)",
    ],
    why: 'LD_PRELOAD names a library that this program cannot load; the loader says so for every program and goes on.',
    action:
      'See who sets LD_PRELOAD, and leave it out of the environment of programs of the system.',
    examples: {
      matches: [
        "ERROR: ld.so: object 'libx.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.",
      ],
      mustNotMatch: ['unset LD_PRELOAD', 'LD_PRELOAD cannot be preloaded in this test ... ok'],
    },
  },
  {
    id: 'python-home-leak',
    severity: 'hard',
    title: 'A Python of the box was started with the home of another one',
    any: [
      '^Could not find platform (?:in)?dependent libraries <(?:exec_)?prefix>',
      '^Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding',
      "^ModuleNotFoundError: No module named 'encodings'",
      '\\bSRE module mismatch\\b',
    ],
    why: 'PYTHONHOME or PYTHONPATH of the artifact reached the Python of the system.',
    action: 'Delete PYTHONHOME and PYTHONPATH from the environment of programs of the system.',
    examples: {
      matches: [
        'Could not find platform independent libraries <prefix>',
        'Could not find platform dependent libraries <exec_prefix>',
        'Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding',
        "ModuleNotFoundError: No module named 'encodings'",
        'AssertionError: SRE module mismatch',
      ],
      mustNotMatch: [
        "ModuleNotFoundError: No module named 'encodings_extra'",
        'PYTHONHOME is not set',
      ],
    },
  },
]);

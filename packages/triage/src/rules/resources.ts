import { rulesOf } from './rule';

export const RESOURCES = rulesOf('resources', [
  {
    id: 'out-of-memory',
    severity: 'hard',
    title: 'The box ran out of memory',
    any: [
      '\\bOut of memory: Kill(?:ed)? process \\d+',
      '\\boom-kill:constraint=',
      '\\binvoked oom-killer\\b',
      '\\boom_reaper: reaped process\\b',
      '\\bfork: .*Cannot allocate memory',
      '\\[Errno 12\\] Cannot allocate memory',
    ],
    why: 'Programs needed more memory than the box has, and the kernel killed one of them.',
    action: "Raise 'memory' of the box, or find what takes it.",
    examples: {
      matches: [
        '[  312.4] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=app,pid=812,uid=1000',
        '[  312.5] oom_reaper: reaped process 812 (app), now anon-rss:0kB',
        'OSError: [Errno 12] Cannot allocate memory',
        '[  312.4] Out of memory: Killed process 812 (app) total-vm:2048000kB, anon-rss:900000kB',
        'runner.sh: fork: retry: Cannot allocate memory',
        '[  312.4] python3 invoked oom-killer: gfp_mask=0x100cca, order=0, oom_score_adj=0',
      ],
      mustNotMatch: [
        'Killed 0 processes',
        'systemd-oomd.service: Deactivated successfully.',
        'test_out_of_memory: Killed process is restarted ... ok',
      ],
    },
  },
  {
    id: 'killed',
    severity: 'hard',
    title: 'A program was killed',
    any: [
      '\\bline \\d+:\\s+\\d+ Killed\\b',
      '(?:killed by|terminated by|received|got) (?:signal )?SIGKILL\\b',
    ],
    why: 'Somebody sent it SIGKILL: mostly the kernel, because memory ran out, or a time limit.',
    action:
      "If the console of the box names an oom-killer, raise 'memory'; else look for a time limit in the runner.",
    examples: {
      matches: [
        './runner.sh: line 9:   812 Killed                  ./app --selftest',
        'worker 3 was killed by SIGKILL',
      ],
      mustNotMatch: [
        'Killed 0 processes',
        '12 lines: 3 Killed mutants',
        'test_line_9: Killed ... ok',
      ],
    },
  },
  {
    id: 'disk-full',
    severity: 'hard',
    title: 'A disk of the box is full',
    any: [
      '\\bNo space left on device\\b',
      // The same by glibc in German, French and Spanish.
      'Auf dem Gerät ist kein Speicherplatz mehr verfügbar',
      'Aucun espace disponible sur le périphérique',
      'No queda espacio en el dispositivo',
      '\\bENOSPC\\b',
      '\\bDisk quota exceeded\\b',
      "You don't have enough free space in ",
      'There is not enough space on the disk',
    ],
    // Linux answers the same when its limit of watched files is reached.
    unless: ['ENOSPC: System limit for number of file watchers', 'inotify'],
    why: 'The artifact, its reports or a temporary folder need more room than the box has.',
    action:
      "Raise 'disk' of the box. If it is /tmp or /run, which live in memory, raise 'memory' or set TMPDIR.",
    examples: {
      matches: [
        'cp: error writing: Disk quota exceeded',
        "cp: Fehler beim Schreiben von 'x': Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
        'tar: x: Écriture impossible : Aucun espace disponible sur le périphérique',
        "cp: error al escribir 'x': No queda espacio en el dispositivo",
        'There is not enough space on the disk.',
        'tar: app: Cannot write: No space left on device',
        'Error: ENOSPC: no space left on device, write',
        "E: You don't have enough free space in /var/cache/apt/archives/.",
      ],
      mustNotMatch: [
        'Error: ENOSPC: System limit for number of file watchers reached, watch /app',
        'handles_ENOSPC_gracefully',
        'Speicherplatz auf dem Gerät: 12 GB verfügbar',
        'inotify_add_watch: No space left on device',
      ],
    },
  },
  {
    id: 'read-only-file-system',
    severity: 'hard',
    title: 'Something writes where the box is read-only',
    any: ['\\bRead-only file system\\b', '\\bEROFS\\b', 'Remounting filesystem read-only'],
    why: 'The folder is mounted read-only, or the kernel made it so after an error of the disk.',
    action:
      'Write below the report folder or $TMPDIR. If the console shows errors of a disk, run the box again.',
    examples: {
      matches: [
        "Error: EROFS: read-only file system, open '/usr/lib/x'",
        "touch: cannot touch '/mnt/artifacts/x': Read-only file system",
        "OSError: [Errno 30] Read-only file system: '/usr/lib/app/cache'",
        '[   40.1] EXT4-fs (vda1): Remounting filesystem read-only',
      ],
      mustNotMatch: [
        '[    1.2] VFS: Mounted root (ext4 filesystem) readonly on device 254:1.',
        '[    1.1] EXT4-fs (vda1): mounted filesystem with ordered data mode. Opts: (null). Quota mode: none. ro',
      ],
    },
  },
]);

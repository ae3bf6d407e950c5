import { rulesOf } from './rule';

export const NETWORK = rulesOf('network', [
  {
    id: 'name-resolution',
    severity: 'soft',
    title: 'A host name could not be resolved',
    any: [
      '\\bTemporary failure in name resolution\\b',
      '\\bCould not resolve host\\b',
      "\\bTemporary failure resolving '",
      '\\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN)\\b',
      '\\bName or service not known\\b',
      // The same by glibc in German, French and Spanish.
      'Temporärer Fehler bei der Namensauflösung',
      'Échec temporaire dans la résolution du nom',
      'Fallo temporal en la resolución del nombre',
    ],
    why: "A box has no way out by default (network 'isolated').",
    action:
      "If the product must reach the network, set 'network' of the box to 'outbound'; else find what wants to go out.",
    examples: {
      matches: [
        'ssh: Could not look up example.org: Name or service not known',
        'curl: (6) Could not resolve host: example.org',
        'ping: example.org: Temporärer Fehler bei der Namensauflösung',
        'ping: example.org: Échec temporaire dans la résolution du nom',
        'ping: example.org: Fallo temporal en la resolución del nombre',
        "  Temporary failure resolving 'deb.debian.org'",
        'Error: getaddrinfo EAI_AGAIN registry.npmjs.org',
        'socket.gaierror: [Errno -3] Temporary failure in name resolution',
      ],
      mustNotMatch: [
        'test_could_not_resolve_host PASSED',
        'systemd-resolved: Network Name Resolution started',
      ],
    },
  },
  {
    id: 'network-unreachable',
    severity: 'soft',
    title: 'A host could not be reached',
    any: [
      '\\b(?:Network is unreachable|No route to host)\\b',
      '\\bETIMEDOUT\\b|\\bENETUNREACH\\b|\\bEHOSTUNREACH\\b',
      'curl: \\((?:7|28)\\) ',
      '\\bThe remote name could not be resolved\\b',
    ],
    why: "A box has no way out by default (network 'isolated'), or the other side is down.",
    action: "If the product must reach the network, set 'network' of the box to 'outbound'.",
    examples: {
      matches: [
        'connect: Network is unreachable',
        'ssh: connect to host 10.0.0.9 port 22: No route to host',
        'Error: connect ETIMEDOUT 104.16.1.34:443',
        'curl: (28) Connection timed out after 30001 milliseconds',
        "Invoke-WebRequest : The remote name could not be resolved: 'example.org'",
      ],
      mustNotMatch: ['handles_ETIMEDOUT_errors', 'curl 7.88.1 (x86_64-pc-linux-gnu)'],
    },
  },
  {
    id: 'mirror-answers-badly',
    severity: 'hard',
    title: 'A mirror or registry does not deliver',
    any: [
      '^(?:E: |Err:\\d+ |W: )?.*https?://\\S+.*\\b50[0234] +(?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)\\b',
      '\\bHash Sum mismatch\\b',
      '\\bFile has unexpected size \\(\\d+ != \\d+\\)',
      '\\bStatus code: 50[0234] for https?://',
      '^npm (?:ERR!|error) (?:code E50[0234]|50[0234] )',
      '\\bTHESE PACKAGES DO NOT MATCH THE HASHES\\b',
      '\\bEINTEGRITY\\b',
    ],
    unless: ['(?i)\\b(?:ign(?:ored)?|retrying)\\b'],
    unlessFollowedBy: { within: 20, patterns: ['^(?:Get|Hit):\\d+ '] },
    why: 'It is overloaded, is being synchronised, or a proxy between changed what came.',
    action: 'Run it again later, or take another mirror.',
    retries: 2,
    examples: {
      matches: [
        'E: Failed to fetch http://deb.debian.org/debian/pool/x.deb  503  Service Unavailable [IP: 151.101.2.132 80]',
        'E: Failed to fetch http://archive.ubuntu.com/ubuntu/dists/jammy/main/by-hash/x  Hash Sum mismatch',
        'E: Failed to fetch http://x/y  File has unexpected size (812 != 900). Mirror sync in progress?',
        'Error: Failed to download metadata: Status code: 502 for https://mirrors.almalinux.org/x (IP: 1.2.3.4)',
        'npm error code E503',
        'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
        'npm error code EINTEGRITY',
      ],
      mustNotMatch: [
        'GET /api/health 503 Service Unavailable',
        'Ign:3 http://deb.debian.org/debian bookworm 503 Service Unavailable',
        'Err:3 http://deb.debian.org/debian bookworm InRelease 503 Service Unavailable\nGet:4 http://deb.debian.org/debian bookworm InRelease [151 kB]',
      ],
    },
  },
  {
    id: 'rate-limited',
    severity: 'hard',
    title: 'A server refuses because it was asked too often',
    any: [
      '\\btoomanyrequests: ',
      '\\b429 Too Many Requests\\b',
      '\\bAPI rate limit exceeded\\b',
      '\\bYou have reached your (?:unauthenticated )?pull rate limit\\b',
    ],
    unless: ['(?i)\\bretrying\\b'],
    why: 'All boxes come from one address, and the server counts.',
    action: 'Log in, use a mirror of your own, or fetch once when the image is made.',
    examples: {
      matches: [
        'toomanyrequests: You have reached your pull rate limit.',
        'curl: (22) The requested URL returned error: 429 Too Many Requests',
        '{"message":"API rate limit exceeded for 1.2.3.4."}',
        'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      ],
      mustNotMatch: ['429 Too Many Requests, retrying in 3 s', 'rate limit: 5000 remaining'],
    },
  },
  {
    id: 'repository-key',
    severity: 'hard',
    title: 'The key of a repository is missing or has expired',
    any: [
      '\\bEXPKEYSIG [0-9A-F]{8,40}\\b',
      '\\bNO_PUBKEY [0-9A-F]{8,40}\\b',
      "\\bThe repository '[^']+' is not signed\\b",
      '\\bGPG check FAILED\\b',
      '\\bSignature verification failed for file\\b',
    ],
    why: 'The box is older than the key its repository is signed with now.',
    action:
      "Bring the keyring package of the box up to date when the image is made ('debian-archive-keyring', 'almalinux-release').",
    examples: {
      matches: [
        'W: GPG error: http://x stable InRelease: The following signatures were invalid: EXPKEYSIG 1397BC53640DB551 Open',
        'W: GPG error: http://x bullseye InRelease: public key is not available: NO_PUBKEY 648ACFD622F3D138',
        "E: The repository 'http://x stable InRelease' is not signed.",
        'Error: GPG check FAILED',
        "Signature verification failed for file 'repomd.xml' from repository 'repo-oss'.",
      ],
      mustNotMatch: ['gpgcheck=1', 'GPG check: 0 failed'],
    },
  },
  {
    id: 'end-of-life',
    severity: 'hard',
    title: 'A release has been moved to the archive',
    any: [
      "\\bThe repository '[^']*' (?:does not have|no longer has) a Release file",
      '\\bCannot find a valid baseurl for repo\\b',
      '\\bRelease file for \\S+ is expired\\b',
    ],
    why: 'Its distribution has reached the end of its life, and the mirrors dropped it.',
    action:
      'Point the box to the archive (archive.debian.org, old-releases.ubuntu.com, vault), or leave it out of the matrix.',
    examples: {
      matches: [
        "E: The repository 'http://deb.debian.org/debian buster Release' no longer has a Release file.",
        'Cannot find a valid baseurl for repo: base/7/x86_64',
        'E: Release file for http://security.debian.org/dists/stretch/InRelease is expired (invalid since 3d 2h).',
      ],
      mustNotMatch: [
        "The repository 'http://x bookworm InRelease' changed its 'Suite' value",
        'a Release file was found',
      ],
    },
  },
]);

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
    ],
    why: "A box has no way out by default (network 'isolated').",
    action:
      "If the product must reach the network, set 'network' of the box to 'outbound'; else find what wants to go out.",
    examples: {
      matches: [
        'ssh: Could not look up example.org: Name or service not known',
        'curl: (6) Could not resolve host: example.org',
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
]);

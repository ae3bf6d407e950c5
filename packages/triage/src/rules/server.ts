import { rulesOf } from './rule';

export const SERVER = rulesOf('server', [
  {
    id: 'address-in-use',
    severity: 'hard',
    title: 'A port was already taken',
    any: [
      '(?i)\\baddress (?:is )?already in use\\b',
      '\\bEADDRINUSE\\b',
      // The same by glibc in German, French and Spanish.
      '\\bDie Adresse wird bereits verwendet\\b',
      'Adresse déjà utilisée',
      'La dirección ya se está usando',
      '(?i)Only one usage of each socket address',
    ],
    why: 'Another program listens there, or an earlier instance of the product was not stopped.',
    action: 'Let the product take a free port (0), or see that the runner stops what it started.',
    examples: {
      matches: [
        'Only one usage of each socket address (protocol/network address/port) is normally permitted.',
        'OSError: [Errno 98] Address already in use',
        'bind: Die Adresse wird bereits verwendet',
        'bind: Adresse déjà utilisée',
        'bind: La dirección ya se está usando',
        'Error: listen EADDRINUSE: address already in use 127.0.0.1:8080',
        "[Errno 48] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
      ],
      mustNotMatch: [
        'test_address_already_in_use PASSED',
        'retries_on_EADDRINUSE_error',
        'The address is in use by nobody',
      ],
    },
  },
  {
    id: 'server-start',
    severity: 'hard',
    title: 'The server did not start',
    any: [
      '(?i)\\bserver (?:has )?failed to start\\b',
      '(?i)\\bfailed to start (?:the |web |http |api )*server(?:[^-\\w]|$)',
      '(?i)\\bserver (?:did not|never) (?:start|come up|become ready)\\b',
    ],
    follow: ['**/web_server_*.log', '**/server*.log'],
    unless: ['(?i)\\b0 servers? failed to start', '(?i)\\bif (?:the )?server (?:failed|did not)'],
    why: 'The product under test was started and did not answer.',
    action:
      "The product's own log says why. If it is not shown below, name it in 'collect' of the box, so that it comes home.",
    examples: {
      matches: [
        'ERROR: Server failed to start within 60 seconds',
        'Failed to start the server: see app.log',
        'server did not become ready',
      ],
      mustNotMatch: [
        'tests/test_start.py::test_server_failed_to_start PASSED',
        '0 servers failed to start',
        'Failed to start server-side rendering of the cache',
      ],
    },
  },
]);

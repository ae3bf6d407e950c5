import { rulesOf } from './rule';

export const TLS = rulesOf('tls', [
  {
    id: 'clock-wrong',
    severity: 'hard',
    title: 'The clock of the box is wrong',
    any: [
      '\\bcertificate is not yet valid\\b',
      '\\bRelease file for \\S+ is not valid yet\\b',
      '\\bClock skew too great\\b',
      '\\bRequestTimeTooSkewed\\b',
      '\\bx509: certificate has expired or is not yet valid: current time \\S+ is before\\b',
    ],
    why: 'A machine that was frozen, or has no network time, lives in another year.',
    action: 'Set the clock before the runner starts; a template of Flightline does that by itself.',
    examples: {
      matches: [
        'curl: (60) SSL certificate problem: certificate is not yet valid',
        'E: Release file for http://deb.debian.org/debian/dists/bookworm/InRelease is not valid yet (invalid for another 3h 2min 1s). Updates for this repository will not be applied.',
        'kinit: Clock skew too great while getting initial credentials',
        '<Code>RequestTimeTooSkewed</Code>',
        'x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2025-01-01T00:00:00Z',
      ],
      mustNotMatch: [
        'make: warning:  Clock skew detected.  Your build may be incomplete.',
        'test_certificate_not_yet_valid PASSED',
      ],
    },
  },
  {
    id: 'proxy-intercepts',
    severity: 'hard',
    title: 'The certificate of a server is not from whom it should be',
    any: [
      '\\bself[- ]signed certificate in certificate chain\\b',
      '\\bSELF_SIGNED_CERT_IN_CHAIN\\b',
      '\\bunable to get local issuer certificate\\b',
      '\\bUNABLE_TO_(?:GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)\\b',
      '\\bx509: certificate signed by unknown authority\\b',
      '\\bSEC_ERROR_UNKNOWN_ISSUER\\b',
      '\\bThe remote certificate is invalid according to the validation procedure\\b',
      '\\bCertificate verification failed: The certificate is NOT trusted\\b',
    ],
    why: 'A proxy on the way opens the connection and signs with a certificate of its own, or the box has no certificates of authorities.',
    action:
      "Install 'ca-certificates', and the proxy's own authority where there is one, when the image is made.",
    examples: {
      matches: [
        'curl: (60) SSL certificate problem: self-signed certificate in certificate chain',
        'npm error code SELF_SIGNED_CERT_IN_CHAIN',
        'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)',
        'Error: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'Get "https://x/": x509: certificate signed by unknown authority',
        "Peer's Certificate issuer is not recognized (SEC_ERROR_UNKNOWN_ISSUER)",
        'The remote certificate is invalid according to the validation procedure.',
        'Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.',
      ],
      mustNotMatch: [
        'Generating a self-signed certificate for localhost',
        'tests/test_tls.py::test_self_signed_certificate PASSED',
      ],
    },
  },
  {
    id: 'certificate-expired',
    severity: 'hard',
    title: 'A certificate has expired',
    any: [
      '\\bcertificate has expired\\b',
      '\\bCERT_HAS_EXPIRED\\b',
      '\\bThe certificate chain uses expired certificate\\b',
    ],
    unless: ['current time \\S+ is before'],
    why: 'The server must renew it, or the box is so old that the authority it trusts has expired.',
    action:
      "Compare the date of the box with the certificate's; bring 'ca-certificates' of the box up to date.",
    examples: {
      matches: [
        'curl: (60) SSL certificate problem: certificate has expired',
        'npm error code CERT_HAS_EXPIRED',
        'Certificate verification failed: The certificate is NOT trusted. The certificate chain uses expired certificate.',
      ],
      mustNotMatch: ['checks whether a certificate expired: no', 'certificates: 0 expired'],
    },
  },
  {
    id: 'tls-refused',
    severity: 'hard',
    title: 'Two programs could not agree on TLS',
    any: [
      '\\b(?:SSLV3|TLSV1)_ALERT_(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION)\\b',
      '\\b(?:ssl|tls)v?\\S* alert handshake failure\\b',
      '\\btlsv1 alert protocol version\\b',
      '\\bdh key too small\\b',
      '\\bunsafe legacy renegotiation disabled\\b',
      '\\bCould not create SSL/TLS secure channel\\b',
    ],
    why: 'One side knows only versions or keys that the other refuses: an old box, or an old server.',
    action: 'Find out which side is old; Windows PowerShell 5 needs TLS 1.2 switched on.',
    examples: {
      matches: [
        'ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure',
        'curl: (35) error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure',
        'curl: (35) error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version',
        'SSL routines:tls_process_ske_dhe:dh key too small',
        'SSL routines::unsafe legacy renegotiation disabled',
        'The request was aborted: Could not create SSL/TLS secure channel.',
      ],
      mustNotMatch: ['TLS handshake completed', 'handshake failures: 0'],
    },
  },
]);

import { rulesOf } from './rule';

export const PACKAGES = rulesOf('packages', [
  {
    id: 'package-fetch',
    severity: 'hard',
    title: 'Packages could not be fetched',
    any: [
      '^E: Failed to fetch ',
      '^E: Unable to fetch some archives',
      '^E: Unable to locate package ',
      "^E: Package '[^']*' has no installation candidate",
      "Failed to download metadata for repo '",
      '\\bValid metadata not found at specified URL\\b',
      '^ERROR: (?:No matching distribution found for|Could not find a version that satisfies) ',
      '^npm (?:ERR!|error) (?:code|network) .*(?:ENOTFOUND|ETIMEDOUT|ECONNRE|E40[34])',
    ],
    yieldsTo: ['mirror-answers-badly', 'rate-limited', 'end-of-life', 'clock-wrong'],
    why: 'The box has no network, a mirror is down, or a release has moved to the archive.',
    action:
      "Install packages when the image is made ('packages' of the box); a run then needs no network.",
    examples: {
      matches: [
        'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
        "E: Package 'python2' has no installation candidate",
        'npm error code ENOTFOUND',
        '[repo-oss|http://download.opensuse.org/x] Valid metadata not found at specified URL',
        'E: Failed to fetch http://deb.debian.org/debian/pool/main/c/curl/curl_7.deb  404  Not Found',
        'E: Unable to locate package libfoo1',
        "Error: Failed to download metadata for repo 'baseos': Cannot prepare internal mirrorlist",
        'ERROR: No matching distribution found for app==9.9.9',
      ],
      mustNotMatch: [
        'W: Failed to fetch http://deb.debian.org/debian/dists/x/InRelease  Temporary failure',
        'Get:1 http://deb.debian.org/debian bookworm/main amd64 libfailed-to-fetch-perl all 1.0',
      ],
    },
  },
  {
    id: 'package-install',
    severity: 'hard',
    title: 'A package could not be installed',
    any: [
      '\\bdpkg: error processing (?:package|archive) ',
      '^E: Sub-process /usr/bin/dpkg returned an error code',
      '\\bdpkg was interrupted, you must manually run\\b',
      '^E: Unmet dependencies\\.',
      '^The following packages have unmet dependencies:',
    ],
    why: 'Its own script failed, or what it depends on does not exist on this box.',
    action:
      'The lines above say which package; compare its dependencies with the release of the box.',
    examples: {
      matches: [
        "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.",
        'The following packages have unmet dependencies:',
        "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages.",
        'dpkg: error processing package app (--configure):',
        'E: Sub-process /usr/bin/dpkg returned an error code (1)',
      ],
      mustNotMatch: [
        'Setting up dpkg-dev (1.21.22) ...',
        'dpkg: warning: files list file for package is missing',
      ],
    },
  },
]);

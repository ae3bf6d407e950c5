import { rulesOf } from './rule';

export const LOCKS = rulesOf('locks', [
  {
    id: 'package-lock',
    severity: 'hard',
    title: 'Another package manager was running',
    any: [
      '\\bCould not get lock /var/(?:lib/(?:dpkg|apt)|cache/apt)/',
      '\\bUnable to (?:acquire|lock) (?:the dpkg frontend lock|the administration directory|directory /var/)',
      '\\bdpkg frontend lock was locked by another process\\b',
      // Whatever the language: the path stands in all of them.
      '^E: .*/var/lib/(?:dpkg|apt/lists)/lock(?:-frontend)?\\b',
      '\\bSystem management is locked by the application with pid \\d+',
    ],
    // apt waits by itself when it is told to (DPkg::Lock::Timeout).
    unless: ['Waiting for cache lock'],
    why: 'Unattended upgrades or cloud-init held the lock while the runner installed packages.',
    action: 'Install packages when the image is made, or let apt wait: -o DPkg::Lock::Timeout=120.',
    examples: {
      matches: [
        'E: dpkg frontend lock was locked by another process with pid 812',
        'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
        'E: Konnte Sperre /var/lib/dpkg/lock-frontend nicht bekommen. Sie wird von Prozess 812 (apt) gehalten',
        'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
        'System management is locked by the application with pid 812 (/usr/bin/zypper).',
      ],
      mustNotMatch: [
        'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (apt)... 3s',
        'W: Be aware that removing /var/lib/dpkg/lock-frontend is not a solution',
        'Setting up lockfile-progs (0.1.19) ...',
      ],
    },
  },
]);

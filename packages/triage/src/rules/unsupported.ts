import { rulesOf } from './rule';

// What a product leaves out on purpose. Nothing here is a failure: it explains why a number is smaller than elsewhere.

export const UNSUPPORTED = rulesOf('unsupported', [
  {
    id: 'usg-unsupported',
    severity: 'info',
    title: 'USG was left out: it exists for Ubuntu only',
    any: [
      '(?i)\\busg\\b.*\\b(?:only (?:supported|available|runs) on ubuntu|not (?:supported|available) (?:on|for)|requires ubuntu|unsupported (?:on|distribution|os)|skipp(?:ed|ing))',
      '(?i)\\b(?:skip(?:ped|ping)?)\\b.{0,60}\\busg\\b',
      '(?i)\\bubuntu security guide\\b.*\\b(?:not supported|only)\\b',
    ],
    why: 'The Ubuntu Security Guide is a part of Ubuntu Pro; on other systems the product has to do without it.',
    action: 'Nothing, as long as the box is no Ubuntu.',
    boxes: ['!ubuntu*'],
    examples: {
      matches: [
        'USG is only supported on Ubuntu; skipping',
        'skip  usg  not an Ubuntu host',
        'SKIPPED [1] tests/test_usg.py:12: USG requires Ubuntu Pro',
        'usg: unsupported distribution debian 12',
        'Ubuntu Security Guide is not supported on this system',
      ],
      mustNotMatch: [
        'usg audit finished: 212 rules pass',
        'usage: usg audit <profile>',
        'busg: skipped nothing',
      ],
    },
  },
  {
    id: 'distro-skip',
    severity: 'info',
    title: 'Something was left out because it is not for this system',
    any: [
      '(?i)\\bskip(?:ped|ping)?\\b.{0,120}\\b(?:not supported on|unsupported on|only (?:for|on)|requires|needs) (?:this )?(?:distribution|distro|platform|os|ubuntu|debian|rhel|almalinux|rocky|fedora|opensuse|suse|centos|windows|linux|macos)\\b',
      '(?i)\\b(?:not supported|unsupported) on (?:this )?(?:distribution|distro|platform|debian|rhel|almalinux|rocky|fedora|opensuse|suse|centos|windows)\\b.{0,60}\\bskip',
    ],
    yieldsTo: ['usg-unsupported'],
    why: 'The product, or its tests, name the systems that a part is for.',
    action: 'Nothing, if the box is none of them.',
    examples: {
      matches: [
        'SKIPPED [2] tests/test_apt.py:8: requires debian',
        'skipping selinux checks: not supported on this distribution',
        'zypper audit is not supported on debian, skipping',
      ],
      mustNotMatch: [
        'skipped 0 tests',
        'skipping rope requires practice',
        'error: not supported on this distribution',
      ],
    },
  },
]);

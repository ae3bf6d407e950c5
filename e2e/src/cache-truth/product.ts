// The workspace of the campaign as data: two release projects whose boxes have driver `dummy`, and a project that
// has nothing to do with either. Small, so that a run takes seconds, and with one file of each kind to change.
/** The release project that is changed; `sextant` has to be left alone by that. */
export const RELEASE = 'compass';
export const ROOT = 'products/compass';
export const OTHER_ROOT = 'products/sextant';

/** Boxes of the release project. */
export const BOXES = ['alma', 'rocky', 'leap', 'jammy'] as const;
/** The box of the other release project. */
export const OTHER_BOX = 'noble';
export const EVERY_BOX: readonly string[] = [...BOXES, OTHER_BOX];

export type BoxName = (typeof BOXES)[number];

export const rootOf = (box: string): string =>
  `${box === OTHER_BOX ? OTHER_ROOT : ROOT}/vms/boxes/${box}`;

/** Where a box leaves its evidence, relative to the workspace. */
export function evidenceOf(box: string): { log: string; reports: string; results: string } {
  const folder = `${box === OTHER_BOX ? OTHER_ROOT : ROOT}/vms/artifacts`;
  return {
    log: `${folder}/logs/${box}_run.log`,
    reports: `${folder}/reports/${box}`,
    results: `${folder}/results/${box}`,
  };
}

const RUNNER = `#!/bin/sh
# The tests of the product.
set -eu
cat "$FLIGHTLINE_ARTIFACTS"/needle.txt
echo "<testsuite name='compass' tests='1'><testcase name='points north'/></testsuite>" >"$FLIGHTLINE_REPORTS/compass.xml"
date >"$FLIGHTLINE_REPORTS/when.txt"
`;

const DOCKERFILE = `# Nothing but files.
ARG FOLDER=src
FROM scratch AS artifact
ARG FOLDER
COPY \${FOLDER}/ /

FROM scratch AS slim
COPY src/needle.txt /
`;

/** `sextant` has a waiver that nothing needs and that holds for so many days from now on. */
export const WAIVED_DAYS = 30;

export function waivers(now = Date.now()): string {
  const expires = new Date(now + WAIVED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const waiver = { check: 'matrix', reason: 'For the campaign.', owner: 'campaign', expires };
  return `${JSON.stringify({ waivers: [waiver] }, null, 2)}\n`;
}

/** Texts of the workspace besides what the generators write. */
export const TEXTS: Readonly<Record<string, string>> = {
  'README.md': '# A workspace\n',
  'CONTRIBUTING.md': '# How to contribute\n',
  LICENSE: 'All rights reserved.\n',
  'docs/index.md': '# Documentation\n',
  'docs/picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
  Vagrantfile: '# Of no product.\n',
  'libs/chart/project.json': '{ "name": "chart", "tags": ["scope:chart"], "targets": {} }\n',
  'libs/chart/src/chart.txt': 'a chart\n',
  'libs/chart/README.md': '# Charts\n',

  [`${ROOT}/README.md`]: '# Compass\n',
  [`${ROOT}/CHANGELOG.md`]: '# Changes\n',
  [`${ROOT}/docs/guide.md`]: '# Guide\n',
  [`${ROOT}/docs/guide.txt`]: 'Turn until it points north.\n',
  [`${ROOT}/Dockerfile`]: DOCKERFILE,
  [`${ROOT}/other.Dockerfile`]: 'FROM scratch AS artifact\nCOPY src/ alternative/ /\n',
  [`${ROOT}/src/needle.txt`]: 'north\n',
  [`${ROOT}/src/data/north.txt`]: '0\n',
  [`${ROOT}/src/data/south.txt`]: '180\n',
  [`${ROOT}/src/notes.md`]: '# Notes on the source\n',
  // Projects inside the release projects, whose files Nx counts to them alone.
  [`${ROOT}/src/inner/project.json`]: '{ "name": "inner" }\n',
  [`${ROOT}/src/inner/point.txt`]: 'a point\n',
  [`${OTHER_ROOT}/vms/project.json`]: '{ "name": "scripts" }\n',
  [`${ROOT}/alternative/needle.txt`]: 'south\n',
  [`${ROOT}/tests/needle.test.txt`]: 'points north\n',
  [`${ROOT}/scripts/tidy.sh`]: '#!/bin/sh\n',
  [`${ROOT}/frontend/README.md`]: '# Frontend\n',
  [`${ROOT}/vms/README.md`]: '# Machines\n',
  [`${ROOT}/vms/Vagrantfile`]: '# For people who want a machine of their own.\n',
  [`${ROOT}/vms/runner.sh`]: RUNNER,
  [`${ROOT}/vms/smoke.sh`]: RUNNER,
  [`${ROOT}/vms/prepare.sh`]: '#!/bin/sh\n# Prepares a machine.\n',
  [`${ROOT}/vms/settings.ini`]: 'level = 1\n',
  [`${ROOT}/vms/lib/unused.sh`]: '# In no box.\n',

  [`${OTHER_ROOT}/Dockerfile`]: 'FROM scratch AS artifact\nCOPY src/ /\n',
  [`${OTHER_ROOT}/src/needle.txt`]: 'horizon\n',
  [`${OTHER_ROOT}/vms/runner.sh`]: RUNNER,
};

/** Files of each box, besides project.json and image.lock.json. */
export const BOX_TEXTS: Readonly<Record<string, string>> = {
  'notes.txt': 'A box.\n',
  'seed/user-data.yaml': 'hostname: box\n',
};

/** What a box says in its options besides driver, image, cpus and hostname. */
export const BOX_OPTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  alma: { memory: 256, runnerArgs: ['--level', '1'], runnerEnv: { LEVEL: '1', PLACE: 'here' } },
  rocky: { memory: 256, timeouts: { run: 300 } },
  leap: { memory: 256, runner: 'vms/smoke.sh' },
  jammy: { memory: 256, disk: 2, collect: ['/etc/hostname'] },
  noble: { memory: 256 },
};

/** Image file of a box, relative to its release project. */
export const imageOf = (box: string): string =>
  `vms/images/${box}.${box === 'rocky' ? 'qcow2' : 'img'}`;

/** What the mutations know of a project.json. */
export interface ProjectJson {
  name: string;
  tags: string[];
  implicitDependencies: string[];
  namedInputs: Record<string, unknown[]>;
  targets: Record<string, { options?: Record<string, unknown> } & Record<string, unknown>>;
}

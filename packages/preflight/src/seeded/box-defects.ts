import { type Defect, near } from './defect';

const box = (name: string) => `vms/boxes/${name}/project.json`;

export const BOXES: readonly Defect[] = [
  {
    what: 'a box without memory',
    make: (app) => app.edit(box('debian12'), '"memory"', '"memori"'),
    found: { 'boxes-valid': 'fail' },
  },
  {
    what: 'two boxes of one name',
    make: (app) => app.edit(box('debian12'), '"hostname": "debian12"', '"hostname": "ubuntu22"'),
    found: { 'boxes-valid': 'fail' },
  },
  {
    what: 'no runner',
    make: (app) => app.remove('vms/runner.sh'),
    found: { 'release-files': 'fail' },
    says: 'It does not exist.',
  },
  {
    what: 'an empty runner',
    make: (app) => app.put('vms/runner.sh', ''),
    found: { 'release-files': 'fail' },
    says: 'It is empty.',
  },
  {
    what: 'a runner with line ends of Windows',
    make: (app) => app.edit('vms/runner.sh', '\n', '\r\n'),
    found: { 'release-files': 'fail' },
  },
  {
    what: 'a runner without interpreter',
    make: (app) => app.put('vms/runner.sh', 'true\n'),
    found: { 'release-files': 'warn' },
    says: 'Its first line names no interpreter.',
  },
  near('a runner of another shell', (app) =>
    app.put('vms/runner.sh', '#!/usr/bin/env bash\ntrue\n'),
  ),
];

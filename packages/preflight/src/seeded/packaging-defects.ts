import { type Defect, near } from './defect';
import type { Example } from './example';

const PROJECT = 'pyproject.toml';
const edit = (from: string, to: string) => (app: Example) => app.edit(PROJECT, from, to);

const fails = (what: string, make: Defect['make'], says: string): Defect => ({
  ...{ what, make, says },
  found: { 'packaging-data': 'fail' },
});

export const PACKAGING: readonly Defect[] = [
  fails(
    'templates that are no package any more',
    edit(', "frontend", "templates"]', ', "frontend"]'),
    "'templates/report.html' and 'templates/row.html' will be missing from the wheel: outside of all packages (api, core, core.probes, frontend).",
  ),
  fails(
    'templates without a pattern',
    edit('templates = ["*.html"]\n', ''),
    'no pattern of package-data names it, and include-package-data is off',
  ),
  fails(
    'a template in a folder',
    (app) => app.put('templates/parts/head.html', ''),
    "'*.html' of package-data does not reach below the folder of package 'templates'",
  ),
  fails(
    'a script of another kind',
    (app) => app.put('frontend/rampart.svg', ''),
    "'frontend/rampart.svg' will be missing from the wheel",
  ),
  {
    what: 'packages that are found, of which there are several',
    make: edit('packages = ["api", "core", "core.probes", "frontend", "templates"]\n', ''),
    // Each folder may be a package then, so each file counts.
    found: { 'packaging-data': 'fail', inputs: 'fail' },
    says: 'setuptools does not choose among the packages api, core, frontend, templates',
  },
  fails(
    'a MANIFEST.in that takes the frontend away',
    (app) => app.put('MANIFEST.in', 'exclude frontend/*.js\n'),
    "'frontend/rampart.js' will be missing from a wheel that is built from the sdist: 'exclude frontend/*.js' of MANIFEST.in takes it out.",
  ),
  {
    what: 'another back end, which nobody foretells',
    make: edit('setuptools.build_meta', 'own_backend'),
    found: { 'packaging-data': 'unverified' },
    says: "What 'own_backend' builds is not foretold.",
  },
  {
    what: 'a build folder with what is gone',
    stage: 'release',
    make: (app) => app.put('build/lib/core/gone.py', ''),
    found: { 'stale-build': 'warn' },
    says: "The next build packs 'core/gone.py' for no other reason than this.",
  },
  {
    what: 'a list of an earlier build',
    stage: 'release',
    make: (app) => app.put('rampart.egg-info/SOURCES.txt', 'pyproject.toml\nscripts/pack.py\n'),
    found: { 'stale-build': 'warn' },
    says: "The next build takes 'scripts/pack.py' for no other reason than this.",
  },
  {
    ...near('a build folder of this very tree', (app) => app.put('build/lib/core/audit.py', '')),
    stage: 'release',
  },
  near('a document beside the templates', (app) => app.put('templates/NOTES.md', '')),
  near('a MANIFEST.in that takes tests away', (app) => app.put('MANIFEST.in', 'prune tests\n')),
  near('a pattern for all levels', (app) => {
    app.edit(PROJECT, 'templates = ["*.html"]', 'templates = ["**/*.html"]');
    app.put('templates/parts/head.html', '');
  }),
  near('templates of tests', (app) => app.put('tests/templates/page.html', '')),
];

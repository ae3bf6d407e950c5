// Documents, and files of the product that reach neither a box nor its artifact.
import { type Change, type Family, each } from '../mutation';
import { OTHER_ROOT, ROOT } from '../product';

const DOCUMENTS: readonly Change[] = [
  ['the README of the workspace', (at) => at.append('README.md', 'More.\n')],
  ['the README of the workspace removed', (at) => at.remove('README.md')],
  ['CONTRIBUTING.md', (at) => at.append('CONTRIBUTING.md', 'More.\n')],
  ['LICENSE', (at) => at.append('LICENSE', '(c)\n')],
  ['docs of the workspace', (at) => at.append('docs/index.md', 'More.\n')],
  ['a picture in docs', (at) => at.append('docs/picture.svg', '\n')],
  ['a new document', (at) => at.write('docs/new/page.md', '# New\n')],
  ['the Vagrantfile of the workspace', (at) => at.append('Vagrantfile', '# more\n')],
  ['the README of the product', (at) => at.append(`${ROOT}/README.md`, 'More.\n')],
  ['the README of the product removed', (at) => at.remove(`${ROOT}/README.md`)],
  ['the CHANGELOG of the product', (at) => at.append(`${ROOT}/CHANGELOG.md`, '- more\n')],
  ['a guide', (at) => at.append(`${ROOT}/docs/guide.md`, 'More.\n')],
  ['a guide that is no Markdown', (at) => at.append(`${ROOT}/docs/guide.txt`, 'More.\n')],
  ['a guide renamed', (at) => at.rename(`${ROOT}/docs/guide.md`, `${ROOT}/docs/manual.md`)],
  ['all docs of the product removed', (at) => at.remove(`${ROOT}/docs`)],
  ['TROUBLESHOOTING.md added', (at) => at.write(`${ROOT}/TROUBLESHOOTING.md`, '# Trouble\n')],
  ['notes among the sources', (at) => at.append(`${ROOT}/src/notes.md`, 'More.\n')],
  ['new notes among the sources', (at) => at.write(`${ROOT}/src/data/README.md`, '# Data\n')],
  ['the README of a folder', (at) => at.append(`${ROOT}/frontend/README.md`, 'More.\n')],
  ['the README beside the runner', (at) => at.append(`${ROOT}/vms/README.md`, 'More.\n')],
  ['a new document beside the runner', (at) => at.write(`${ROOT}/vms/TOOLS.md`, '# Tools\n')],
  ['a comment in the Vagrantfile', (at) => at.append(`${ROOT}/vms/Vagrantfile`, '# more\n')],
  ['the Vagrantfile removed', (at) => at.remove(`${ROOT}/vms/Vagrantfile`)],
  ['a document beside the boxes', (at) => at.write(`${ROOT}/vms/boxes/README.md`, '# Boxes\n')],
  ['a document beside the images', (at) => at.write(`${ROOT}/vms/images/README.md`, '# Images\n')],
  ['the README of the other release', (at) => at.write(`${OTHER_ROOT}/README.md`, '# Sextant\n')],
];

const UNUSED: readonly Change[] = [
  ['a comment in the Dockerfile', (at) => at.append(`${ROOT}/Dockerfile`, '# Done.\n')],
  [
    'a stage that is not exported',
    (at) => at.append(`${ROOT}/Dockerfile`, '\nFROM scratch AS x\nCOPY tests/ /\n'),
  ],
  ['a comment in .dockerignore', (at) => at.append(`${ROOT}/.dockerignore`, '# Done.\n')],
  [
    '.dockerignore leaves out what nobody copies',
    (at) => at.append(`${ROOT}/.dockerignore`, 'tests\n'),
  ],
  ['.gitignore of the product', (at) => at.append(`${ROOT}/.gitignore`, '# Done.\n')],
  ['a Dockerfile that is not used', (at) => at.append(`${ROOT}/other.Dockerfile`, '# Done.\n')],
  ['a test that stays outside', (at) => at.append(`${ROOT}/tests/needle.test.txt`, 'always\n')],
  ['a script that stays outside', (at) => at.append(`${ROOT}/scripts/tidy.sh`, 'true\n')],
  ['a folder that nobody copies', (at) => at.append(`${ROOT}/alternative/needle.txt`, 'x\n')],
  ['a new folder that nobody copies', (at) => at.write(`${ROOT}/assets/logo.txt`, 'x\n')],
  ['a file in a folder below vms', (at) => at.append(`${ROOT}/vms/lib/unused.sh`, '# x\n')],
  ['a new folder below vms', (at) => at.write(`${ROOT}/vms/keys/readme`, 'x\n')],
  ['what git ignores', (at) => at.write(`${ROOT}/dist/note.txt`, 'x\n')],
  ['a dot file of the workspace', (at) => at.write('.editorconfig', 'root = true\n')],
  ['a folder of the workspace', (at) => at.write('scripts/hello.sh', 'true\n')],
  ['a workflow', (at) => at.write('.github/workflows/build.yml', 'on: push\n')],
];

export const documents: Family = {
  name: 'documents',
  mutations: [...each(DOCUMENTS, { runs: [] }), ...each(UNUSED, { runs: [] })],
};

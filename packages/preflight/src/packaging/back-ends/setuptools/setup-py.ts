import { unreadable } from '@flightline/core/readers/source';
import type { BuildTree } from '../../archive';

const FILE = 'setup.py';
/** What only calls setuptools, as many projects keep it for old tools. */
const SHIM =
  /^((from\s+setuptools\s+import\s+setup|import\s+setuptools)\s+)+(if\s+__name__\s*==\s*['"]__main__['"]\s*:\s+)?(setuptools\.)?setup\(\s*\)$/;

/** Code is not run, and what it tells setuptools not guessed. Raises FILE_UNREADABLE with the first line that is more. */
export function refuseCode(tree: BuildTree): void {
  if (!tree.has(FILE)) return;
  const text = tree.text(FILE);
  const lines = text.split('\n').map((own) => own.replace(/^#.*|\s+#.*$/, '').trim());
  const code = lines
    .join('\n')
    .replace(/^\s*("""[\s\S]*?"""|'''[\s\S]*?''')/, '')
    .trim();
  if (code === '' || SHIM.test(code)) return;
  const line = lines.findIndex((own) => own !== '' && !/^(from|import)\s/.test(own)) + 1;
  const message =
    'It is code, which is not run: say it in pyproject.toml, and leave setup() without arguments.';
  throw unreadable(tree.name(FILE), [{ file: tree.name(FILE), line: Math.max(1, line), message }]);
}

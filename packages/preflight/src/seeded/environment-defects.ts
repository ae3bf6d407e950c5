import { type Defect, near } from './defect';
import type { Example } from './example';

const TOOLS = 'core/tools.py';
const CLEANED = 'env=get_clean_env(LC_ALL="C")';

const given = (environment: string) => (app: Example) => {
  app.edit(TOOLS, CLEANED, environment);
  app.edit(TOOLS, 'import shutil', 'import os\nimport shutil');
};
const another = (text: string) => (app: Example) => app.put('core/more.py', text);
const IMPORTS = 'import subprocess\nfrom core.environment import get_clean_env\n';

const fails = (what: string, make: Defect['make'], says: string): Defect => ({
  ...{ what, make, says },
  found: { 'clean-environment': 'fail' },
});

export const ENVIRONMENT: readonly Defect[] = [
  fails(
    'the environment of the product',
    given('env=dict(os.environ, LC_ALL="C")'),
    'What subprocess.run starts gets the environment of the product: line',
  ),
  fails('no environment', given('check=False'), 'it inherits the environment of the product'),
  fails('os.system', another('import os\nos.system("dnf check")\n'), 'What os.system starts'),
  fails(
    'a wrapper that one caller gives the wrong one',
    another(
      `${IMPORTS}import os\ndef start_tool(argv, env):\n    subprocess.run(argv, env=env)\nstart_tool([], get_clean_env())\nstart_tool([], os.environ)\n`,
    ),
    'app/core/more.py, line 7: start_tool([], os.environ)',
  ),
  fails(
    'a sanitiser that forgets one',
    (app) => app.edit('core/environment.py', '    "LD_PRELOAD",\n', ''),
    'It leaves LD_PRELOAD.',
  ),
  fails(
    'a sanitiser that restores nothing',
    (app) => app.edit('core/environment.py', '_ORIG', '_X'),
    'It does not restore what launchers keep as <NAME>_ORIG.',
  ),
  {
    what: 'an environment from elsewhere',
    make: another(`${IMPORTS}from settings import ENV\nsubprocess.run([], env=ENV)\n`),
    found: { 'clean-environment': 'unverified' },
    says: 'which comes from elsewhere',
  },
  {
    what: 'a module with a syntax error',
    make: another('import subprocess\ndef f(:\n    subprocess.run([])\n'),
    found: { 'clean-environment': 'unverified' },
    says: 'There is a syntax error',
  },
  near(
    'a clean environment with more',
    given('env={**get_clean_env(), "LC_ALL": "C", "A": os.devnull}'),
  ),
  near('a start in a test', (app) =>
    app.put('tests/test_more.py', 'import subprocess\nsubprocess.run(["true"])\n'),
  ),
  near(
    'a type and an error of subprocess',
    another(
      'import subprocess\ndef f(p: subprocess.Popen):\n    try:\n        p.wait()\n    except subprocess.SubprocessError:\n        pass\n',
    ),
  ),
  near(
    'a wrapper that makes its own',
    another(
      `${IMPORTS}def start_tool(argv, env=None):\n    subprocess.run(argv, env=env or get_clean_env())\nstart_tool([])\n`,
    ),
  ),
];

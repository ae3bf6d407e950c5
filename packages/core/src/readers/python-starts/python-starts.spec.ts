import { type ModuleStarts, readProcessStarts } from '.';

const ENVIRONMENT = `
import os
def get_clean_env(environ=None, **extra):
    env = dict(os.environ if environ is None else environ)
    return env
`;

async function read(
  text: string,
  more: Readonly<Record<string, string>> = {},
  entryPoints: string[] = [],
) {
  const sources = Object.entries({ 'a.py': text, 'env.py': ENVIRONMENT, ...more });
  return readProcessStarts(
    sources.map(([file, content]) => ({ file, text: content })),
    { sanitiser: 'get_clean_env', entryPoints },
  );
}

const told = (modules: readonly ModuleStarts[], file = 'a.py') =>
  (modules.find((one) => one.file === file)?.starts ?? []).map(
    ({ call, verdict }) => `${call} ${verdict.kind}`,
  );

const HEAD = 'import os, subprocess\nfrom env import get_clean_env\n';
const RUN = (kind: string) => [`subprocess.run ${kind}`];

describe('a clean start', () => {
  it.each([
    'subprocess.run(["x"], env=get_clean_env())',
    'subprocess.run(["x"], env=get_clean_env(LC_ALL="C"))',
    'subprocess.run(["x"], env=dict(get_clean_env(), LC_ALL="C"))',
    'subprocess.run(["x"], env={**get_clean_env(), "A": "b"})',
    'subprocess.run(["x"], env=get_clean_env() | {"A": "b"})',
    'subprocess.run(["x"], env=get_clean_env().copy())',
    'subprocess.run(["x"], env={"PATH": "/usr/bin"})',
    'subprocess.run(["x"], env={})',
    'env = get_clean_env()\nsubprocess.run(["x"], env=env)',
    'env = get_clean_env()\nenv["LC_ALL"] = "C"\nsubprocess.run(["x"], env=env)',
    'env = get_clean_env()\nenv.update(LC_ALL="C")\nsubprocess.run(["x"], env=env)',
    'env = get_clean_env()\nenv.update({"LC_ALL": "C"})\nsubprocess.run(["x"], env=env)',
    'def f():\n    e = get_clean_env()\n    env = dict(e)\n    subprocess.run(["x"], env=env)',
    'subprocess.run(["x"], env=(env := get_clean_env()))',
    'subprocess.run(["x"], env=get_clean_env() if x else {"A": "b"})',
    'kw = {"env": get_clean_env()}\nsubprocess.run(["x"], **kw)',
    'kw = dict(env=get_clean_env())\nsubprocess.run(["x"], **kw)',
    'kw = {}\nkw["env"] = get_clean_env()\nsubprocess.run(["x"], **kw)',
    'subprocess.run(["x"], **{"env": get_clean_env()})',
    'def f(**kw):\n    kw["env"] = get_clean_env()\n    subprocess.run(["x"], **kw)',
    'def make():\n    return dict(get_clean_env(), A="b")\nsubprocess.run(["x"], env=make())',
    'class A:\n    def __init__(self):\n        self.env = get_clean_env()\n    def go(self):\n        subprocess.run(["x"], env=self.env)',
    'def f(env=None):\n    if env is None:\n        env = get_clean_env()\n    subprocess.run(["x"], env=env)\nf()',
    'def f(env=None):\n    subprocess.run(["x"], env=env or get_clean_env())\nf()\nf(env=get_clean_env())',
    'def f(env=None):\n    env = env or get_clean_env()\n    subprocess.run(["x"], env=env)\nf(None)',
    'def f(argv, env):\n    subprocess.run(argv, env=env)\nf(["x"], get_clean_env())\nf(["x"], env=get_clean_env())',
    'def f(**kw):\n    kw.setdefault("env", get_clean_env())\n    subprocess.run(["x"], **kw)\nf()\nf(cwd="/")',
    'def f(**kw):\n    subprocess.run(["x"], **kw)\nf(env=get_clean_env())',
    'def f(**kw):\n    env = kw.pop("env", get_clean_env())\n    subprocess.run(["x"], env=env)\nf()',
    'with cleaned():\n    subprocess.run(["x"])',
    'with open("x") as f, cleaned():\n    subprocess.run(["x"])',
    'with patch.dict(os.environ, get_clean_env(), clear=True):\n    subprocess.run(["x"])',
  ])('%j', async (text) => {
    const cleaned =
      'import os\nfrom contextlib import contextmanager\nfrom env import get_clean_env\n@contextmanager\ndef cleaned():\n    old = dict(os.environ)\n    os.environ.clear()\n    os.environ.update(get_clean_env())\n    yield\n';
    expect(told(await read(HEAD + text, { 'cleaned.py': cleaned }))).toEqual(RUN('clean'));
  });
});

describe('a leaking start', () => {
  it.each([
    'subprocess.run(["x"])',
    'print(f"it is {subprocess.run(1)}")',
    'subprocess.run(["x"], env=None)',
    'subprocess.run(["x"], env=os.environ)',
    'subprocess.run(["x"], env=os.environ.copy())',
    'subprocess.run(["x"], env=dict(os.environ, LC_ALL="C"))',
    'subprocess.run(["x"], env={**os.environ, "A": "b"})',
    'subprocess.run(["x"], env={**get_clean_env(), "LD_LIBRARY_PATH": "/opt"})',
    'subprocess.run(["x"], env=get_clean_env(LD_PRELOAD="x"))',
    'subprocess.run(["x"], env=dict(get_clean_env(), PYTHONPATH="x"))',
    'subprocess.run(["x"], env=os.environ | get_clean_env())',
    'subprocess.run(["x"], env=get_clean_env() if x else None or os.environ)',
    'env = get_clean_env()\nenv.update(os.environ)\nsubprocess.run(["x"], env=env)',
    'env = get_clean_env()\nenv["LD_LIBRARY_PATH"] = "/opt"\nsubprocess.run(["x"], env=env)',
    'env = get_clean_env()\nif x:\n    env = os.environ\nsubprocess.run(["x"], env=env)',
    'get_clean_env()\nsubprocess.run(["x"])',
    'os.environ.update(get_clean_env())\nsubprocess.run(["x"])',
    'kw = {"cwd": "/"}\nsubprocess.run(["x"], **kw)',
    'def f(env=None):\n    subprocess.run(["x"], env=env)\nf()',
    'def f(env=None):\n    subprocess.run(["x"], env=env or get_clean_env())\nf(os.environ)',
    'def f(**kw):\n    subprocess.run(["x"], **kw)\nf(env=get_clean_env())\nf()',
    'def f(**kw):\n    kw.setdefault("env", get_clean_env())\n    subprocess.run(["x"], **kw)\nf(env=os.environ)',
    'def make():\n    return os.environ.copy()\nsubprocess.run(["x"], env=make())',
    'with cleaned():\n    pass\nsubprocess.run(["x"])',
    'with patch.dict(os.environ, get_clean_env()):\n    subprocess.run(["x"])',
  ])('%j', async (text) => {
    expect(told(await read(HEAD + text))).toEqual(RUN('leaking'));
  });
});

describe('a start of which nobody knows', () => {
  it.each([
    'subprocess.run(["x"], env=make())',
    'subprocess.run(["x"], env=config.env)',
    'subprocess.run(["x"], env={k: v for k, v in os.environ.items()})',
    'subprocess.run(["x"], **options)',
    'env = os.environ.copy()\nenv.pop("LD_LIBRARY_PATH", None)\nsubprocess.run(["x"], env=env)',
    'def f(env):\n    subprocess.run(["x"], env=env)',
    'subprocess.run(["x"], env={name: "b"})',
  ])('%j', async (text) => {
    expect(told(await read(HEAD + text))).toEqual(RUN('unverified'));
  });
});

describe('every way to start a process', () => {
  it.each<[text: string, call: string]>([
    ['import subprocess\nsubprocess.Popen(["x"])', 'subprocess.Popen'],
    ['import subprocess as sp\nsp.check_output("x", shell=True)', 'subprocess.check_output'],
    ['from subprocess import run as r, Popen\nr("x")', 'subprocess.run'],
    ['from subprocess import *\ncheck_call("x")', 'subprocess.check_call'],
    ['import subprocess\nrun = subprocess.run\nrun("x")', 'subprocess.run'],
    ['import subprocess\nsp = subprocess\nsp.call("x")', 'subprocess.call'],
    ['from .compat import subprocess\nsubprocess.call("x")', 'subprocess.call'],
    ['import subprocess\nsubprocess.getoutput("x")', 'subprocess.getoutput'],
    ['import subprocess\ngetattr(subprocess, "run")("x")', 'subprocess.run'],
    ['import importlib\nimportlib.import_module("subprocess").run("x")', 'subprocess.run'],
    ['__import__("os").system("x")', 'os.system'],
    ['def f():\n    import subprocess\n    subprocess.run("x")', 'subprocess.run'],
    ['import os\nos.system("x")', 'os.system'],
    ['from os import popen\npopen("x")', 'os.popen'],
    ['import os\nos.execv("x", ["x"])', 'os.execv'],
    ['import os\nos.execve("x", ["x"], os.environ)', 'os.execve'],
    ['import os\nos.execle("x", "x", os.environ)', 'os.execle'],
    ['import os\nos.spawnvp(os.P_WAIT, "x", ["x"])', 'os.spawnvp'],
    ['import os\nos.spawnve(os.P_WAIT, "x", ["x"], os.environ)', 'os.spawnve'],
    ['import os\nos.posix_spawn("x", ["x"], os.environ)', 'os.posix_spawn'],
    ['import pty\npty.spawn("x")', 'pty.spawn'],
    ['import asyncio\nawait asyncio.create_subprocess_exec("x")', 'asyncio.create_subprocess_exec'],
    [
      'import asyncio\nawait asyncio.create_subprocess_shell("x")',
      'asyncio.create_subprocess_shell',
    ],
    ['await loop.subprocess_exec(P, "x")', 'subprocess_exec'],
    ['import anyio\nawait anyio.run_process(["x"])', 'anyio.run_process'],
    ['import psutil\npsutil.Popen(["x"])', 'psutil.Popen'],
    ['import pexpect\npexpect.spawn("x")', 'pexpect.spawn'],
    ['import webbrowser\nwebbrowser.open("http://x")', 'webbrowser.open'],
    ['from ctypes.util import find_library\nfind_library("c")', 'ctypes.util.find_library'],
    ['from PySide6.QtCore import QProcess\np = QProcess(self)\np.start("x")', 'QProcess'],
    ['from PyQt5.QtCore import QProcess\nQProcess.startDetached("x")', 'startDetached'],
    ['QDesktopServices.openUrl(url)', 'openUrl'],
    ['import subprocess\nclass P(subprocess.Popen):\n    pass\nP(["x"])', 'P'],
    [
      'import subprocess\nclass P(subprocess.Popen):\n    def __init__(self, a):\n        super().__init__(a)\nP(["x"])',
      'subprocess.Popen',
    ],
    ['import subprocess\npool.submit(subprocess.run, ["x"])', 'subprocess.run'],
    [
      'from functools import partial\nimport subprocess\nrun = partial(subprocess.run, check=True)',
      'subprocess.run',
    ],
    ['import os\nthreading.Thread(target=os.system, args=("x",)).start()', 'os.system'],
    [
      'import subprocess\nsubprocess.run(["x"], 0, None, None, None, None, None, True, False, "/", None)',
      'subprocess.run',
    ],
  ])('%j leaks', async (text, call) => {
    expect(told(await read(text))).toEqual([`${call} leaking`]);
  });

  it.each<[text: string, call: string]>([
    ['import os\nos.execve("x", ["x"], get_clean_env())', 'os.execve'],
    ['import os\nos.execle("x", "x", get_clean_env())', 'os.execle'],
    ['import os\nos.spawnve(os.P_WAIT, "x", ["x"], get_clean_env())', 'os.spawnve'],
    ['import os\nos.posix_spawn("x", ["x"], get_clean_env())', 'os.posix_spawn'],
    [
      'import asyncio\nawait asyncio.create_subprocess_exec("x", env=get_clean_env())',
      'asyncio.create_subprocess_exec',
    ],
    ['await loop.subprocess_exec(P, "x", env=get_clean_env())', 'subprocess_exec'],
    ['import subprocess\nclass P(subprocess.Popen):\n    pass\nP(["x"], env=get_clean_env())', 'P'],
    [
      'import subprocess\nclass P(subprocess.Popen):\n    def __init__(self, a, env=None):\n        super().__init__(a, env=env)\nP(["x"], get_clean_env())',
      'subprocess.Popen',
    ],
    [
      'import subprocess\npool.submit(subprocess.run, ["x"], env=get_clean_env())',
      'subprocess.run',
    ],
    [
      'from functools import partial\nimport subprocess\nrun = partial(subprocess.run, env=get_clean_env())',
      'subprocess.run',
    ],
    [
      'import subprocess\nsubprocess.run(["x"], 0, None, None, None, None, None, True, False, "/", get_clean_env())',
      'subprocess.run',
    ],
  ])('%j is clean', async (text, call) => {
    expect(told(await read(`from env import get_clean_env\n${text}`))).toEqual([`${call} clean`]);
  });

  it.each<[text: string, call: string]>([
    ['import subprocess\nregister(subprocess.run)', 'subprocess.run'],
    ['import subprocess\nTOOLS = {"run": subprocess.run}', 'subprocess.run'],
    ['import subprocess\ndef f():\n    return subprocess.Popen', 'subprocess.Popen'],
    ['import subprocess\nself.run = subprocess.run', 'subprocess.run'],
    ['p = QProcess()\np.setProcessEnvironment(e)', 'QProcess'],
  ])('%j is handed on', async (text, call) => {
    expect(told(await read(text))).toEqual([`${call} unverified`]);
  });
});

describe('what starts nothing', () => {
  it.each([
    'import subprocess\ntry:\n    pass\nexcept subprocess.CalledProcessError:\n    pass',
    'import subprocess\ndef f(p: subprocess.Popen) -> subprocess.Popen: pass',
    'import subprocess\nisinstance(p, subprocess.Popen)',
    'import subprocess\nPIPE = subprocess.PIPE',
    'from subprocess import run',
    '# subprocess.run("x")\n"""os.system("x")"""',
    'import os\nos.path.join("a")\nos.environ["A"]',
    'app.run()\nserver.call()\nself.system("x")\nre.compile("x").spawn()',
    'import asyncio\nasyncio.run(main())',
    'import webbrowser\nwebbrowser.register("x", None)',
    'def run(): pass\nrun()',
    'mock.patch("subprocess.run")',
    'import platform\nplatform.system()',
  ])('%j', async (text) => {
    expect(told(await read(text))).toEqual([]);
  });
});

describe('across files', () => {
  it('follows a wrapper to its callers, and shows the way', async () => {
    const tools = `${HEAD}def run_tool(argv, env=None):\n    return subprocess.run(argv, env=env)\n`;
    const modules = await read(tools, {
      'b.py': 'import os\nfrom a import run_tool\nrun_tool(["x"], os.environ)\n',
      'c.py':
        'from a import run_tool\nfrom env import get_clean_env\nrun_tool(["x"], get_clean_env())\n',
    });
    expect(modules[0]?.starts[0]).toEqual({
      line: 4,
      column: 12,
      call: 'subprocess.run',
      verdict: {
        kind: 'leaking',
        flow: [
          'line 3: parameter env of run_tool()',
          'b.py, line 3: run_tool(["x"], os.environ)',
          'line 3: os.environ',
        ],
      },
    });
  });

  it('follows a wrapper of a wrapper', async () => {
    const tools = `${HEAD}def inner(argv, **kw):\n    subprocess.run(argv, **kw)\ndef outer(argv, **kw):\n    inner(argv, **kw)\n`;
    const clean = { 'b.py': 'from a import outer\nouter(["x"], env=get_clean_env())\n' };
    expect(told(await read(tools, clean))).toEqual(RUN('clean'));
    expect(told(await read(tools, { 'b.py': 'outer(["x"])\n' }))).toEqual(RUN('leaking'));
  });

  it.each<[what: string, more: string, kind: string]>([
    ['its own', 'run(["x"])', 'clean'],
    ['one of another module', 'import asyncio\nasyncio.run(main())\nrun(["x"])', 'clean'],
    ['its own, by another name', 'from a import run as go\ngo(["x"], os.environ)', 'leaking'],
    ['of an object', 'tools.run(["x"], os.environ)', 'leaking'],
  ])('takes for calls of a wrapper only %s', async (_what, more, kind) => {
    const wrapper = `${HEAD}def run(argv, env=None):\n    subprocess.run(argv, env=env or get_clean_env())\n`;
    expect(
      told(await read(wrapper, { 'b.py': `import os\nfrom a import run\n${more}\n` })),
    ).toEqual(RUN(kind));
  });

  it('comes to an end where functions call each other', async () => {
    const text = `${HEAD}def f(env):\n    g(env)\n    subprocess.run("x", env=env)\ndef g(env):\n    f(env)\n`;
    expect(told(await read(text))).toEqual(RUN('unverified'));
  });

  it('believes what functions of other files return', async () => {
    const text = `${HEAD}from c import quiet\nsubprocess.run(["x"], env=quiet())\n`;
    const clean = 'def quiet():\n    env = get_clean_env()\n    env["A"] = "b"\n    return env\n';
    expect(told(await read(text, { 'c.py': clean }))).toEqual(RUN('clean'));
    const leaks = 'import os\ndef quiet():\n    return dict(os.environ)\n';
    expect(told(await read(text, { 'c.py': leaks }))).toEqual(RUN('leaking'));
  });

  it.each<[main: string, kind: string]>([
    ['os.environ.clear()\nos.environ.update(get_clean_env())', 'clean'],
    ['env = get_clean_env()\nos.environ.clear()\nos.environ.update(env)', 'clean'],
    ['os.environ = get_clean_env()', 'clean'],
    [
      'def start():\n    os.environ.clear()\n    os.environ.update(get_clean_env())\nstart()',
      'clean',
    ],
    ['def start():\n    os.environ.clear()\n    os.environ.update(get_clean_env())', 'leaking'],
    ['os.environ.update(get_clean_env())', 'leaking'],
    ['os.environ.clear()', 'leaking'],
  ])('knows what is cleaned when the program starts: %j', async (main, kind) => {
    const files = { 'main.py': HEAD + main };
    expect(told(await read(`${HEAD}subprocess.run("x")`, files, ['main.py']))).toEqual(RUN(kind));
    expect(told(await read(`${HEAD}subprocess.run("x")`, files))).toEqual(RUN('leaking'));
  });
});

it('tells nothing of a file with a syntax error but where it is', async () => {
  const [module] = await read('import subprocess\ndef f(:\n    subprocess.run("x")\n');
  expect(module).toMatchObject({ file: 'a.py', syntaxError: { line: 2 }, starts: [] });
});

describe('the function that makes clean environments', () => {
  const GOOD = `
import os
PRIVATE = ("LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONHOME", "PYTHONPATH", "SSL_CERT_FILE", "GI_TYPELIB_PATH", "QT_PLUGIN_PATH")
def get_clean_env(**extra):
    env = dict(os.environ)
    for name in PRIVATE:
        env.pop(name, None)
        original = env.pop(name + "_ORIG", None)
        if original is not None:
            env[name] = original
    return env
`;

  it.each<[what: string, text: string, flaws: readonly RegExp[]]>([
    ['good', GOOD, []],
    ['with del', GOOD.replaceAll(/env\.pop\((.*?), None\)/g, 'env[$1]; del env[$1]'), []],
    ['with f-strings', GOOD.replace('name + "_ORIG"', 'f"{name}_ORIG"'), []],
    ['that restores nothing', GOOD.replaceAll('_ORIG', '_X'), [/does not restore/]],
    ['that deletes nothing', GOOD.replaceAll('.pop(', '.get('), [/deletes nothing/]],
    ['without one', GOOD.replace('"SSL_CERT_FILE", ', ''), [/^It leaves SSL_CERT_FILE\.$/]],
    [
      'of one line',
      'def get_clean_env(): return {}',
      [/restore/, /deletes/, /LD_LIBRARY_PATH, LD_PRELOAD/],
    ],
  ])('%s', async (_what, text, flaws) => {
    const modules = await read('', { 'env.py': text });
    const found = modules.find(({ file }) => file === 'env.py')?.sanitisers[0]?.flaws;
    expect(found).toEqual(flaws.map((flaw) => expect.stringMatching(flaw) as string));
  });
});

/** How a call that starts a process is given its environment. */
export interface Starter {
  /** Name of a keyword argument. */
  keyword?: string;
  /** Place of a positional argument; -1 is the last. */
  position?: number;
}

const POPEN: Starter = { keyword: 'env', position: 10 };
const KEYWORD: Starter = { keyword: 'env' };
const INHERITS: Starter = {};
const at = (position: number): Starter => ({ keyword: 'env', position });

const all = (names: string, starter: Starter): (readonly [string, Starter])[] =>
  names.split(' ').map((name) => [name, starter] as const);

/** Everything that starts a process, by its full name. A new one: one word here. */
export const STARTERS: ReadonlyMap<string, Starter> = new Map([
  ...all(
    'subprocess.run subprocess.Popen subprocess.call subprocess.check_call subprocess.check_output',
    POPEN,
  ),
  ...all('subprocess.getoutput subprocess.getstatusoutput', INHERITS),
  ...all('os.system os.popen os.execl os.execlp os.execv os.execvp', INHERITS),
  ...all('os.spawnl os.spawnlp os.spawnv os.spawnvp pty.spawn', INHERITS),
  ...all('os.execve os.execvpe os.posix_spawn os.posix_spawnp', at(2)),
  ...all('os.spawnve os.spawnvpe', at(3)),
  ...all('os.execle os.execlpe os.spawnle os.spawnlpe', { position: -1 }),
  ...all('asyncio.create_subprocess_exec asyncio.create_subprocess_shell', KEYWORD),
  ...all(
    'asyncio.subprocess.create_subprocess_exec asyncio.subprocess.create_subprocess_shell',
    KEYWORD,
  ),
  ...all(
    'anyio.run_process anyio.open_process trio.run_process trio.lowlevel.open_process',
    KEYWORD,
  ),
  ...all('psutil.Popen pexpect.spawn pexpect.run', KEYWORD),
  ...all('webbrowser.open webbrowser.open_new webbrowser.open_new_tab', INHERITS),
  ...all('platform.processor ctypes.util.find_library', INHERITS),
]);

/** Methods of objects of which nobody here knows the type, and classes of Qt under whichever binding. */
export const STARTING_METHODS: ReadonlyMap<string, Starter> = new Map([
  ...all('subprocess_exec subprocess_shell', KEYWORD),
  ...all('startDetached openUrl', INHERITS),
]);

/** Modules of which `import *` brings starters. */
export const STARTING_MODULES: ReadonlySet<string> = new Set(
  [...STARTERS.keys()].map((name) => name.slice(0, name.lastIndexOf('.'))),
);

/** A file without any of these words starts nothing. Names that are ordinary words come with their module. */
export const STARTING_WORDS =
  /\b(?:subprocess\w*|pty|anyio|trio|psutil|pexpect|webbrowser|QProcess|startDetached|openUrl|create_subprocess_\w+|find_library|processor|system|popen|Popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?|check_call|check_output|getoutput|getstatusoutput)\b/;

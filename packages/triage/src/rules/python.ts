import { type Continuation, rulesOf } from './rule';

const OPENING = /^(.*?)((?:\+ Exception Group )?)Traceback \(most recent call last\):/;
const CHAINED =
  /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** What has to come for the chain to go on, and what is read then. */
const STEPS = {
  said: [CHAINED, 'chained'],
  chained: [OPENING, 'frames'],
} as const;

/**
 * The exception stands on the first line below the frames that is not indented. Behind a sentence about another
 * exception the chain goes on with the next traceback, and the last exception is the one that nobody caught. Lines
 * may carry what stood before the opening, e.g. the prefix of a journal or of a container.
 */
function readTraceback(opening: string): Continuation {
  const [, prefix = '', group = ''] = OPENING.exec(opening) ?? [];
  let reading: 'frames' | 'said' | 'chained' = 'frames';
  const body = (line: string) => {
    const own = line.startsWith(prefix) ? line.slice(prefix.length) : line;
    return group === '' ? own : own.replace(/^\s*[|+] ?/, '');
  };
  return {
    next: (line) => {
      const text = body(line);
      if (text.trim() === '') return 'open';
      if (reading === 'frames') {
        if (/^\s/.test(text)) return 'open';
        reading = 'said';
        return 'says';
      }
      const [expected, next] = STEPS[reading];
      if (!expected.test(text)) return 'closed';
      reading = next;
      return 'open';
    },
  };
}

const TRACEBACK = ['\\bTraceback \\(most recent call last\\):'];
/** Right below the record of a logger, of a finaliser or of unittest stands an exception that somebody caught. */
const CAUGHT = ['\\b(?:WARNING|WARN|ERROR|CRITICAL)\\b', '\\bException ignored in\\b', '^-{60,}$'];

export const PYTHON = rulesOf('python', [
  {
    id: 'python-traceback',
    severity: 'hard',
    title: 'Python raised an exception that nobody caught',
    any: TRACEBACK,
    unlessBelow: CAUGHT,
    continuation: readTraceback,
    why: 'The program did not expect it and ended there.',
    action: 'The last frame, right above the exception, is where it was raised.',
    examples: {
      matches: [
        'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    main()\nValueError: no',
        'app | Traceback (most recent call last):\napp |   File "a.py", line 1\napp | KeyError: 1',
        'INFO starting\nTraceback (most recent call last):\n  File "a.py", line 1\nOSError: no',
      ],
      mustNotMatch: [
        'prints a Traceback when asked',
        'ERROR:app.sync:retrying\nTraceback (most recent call last):\n  File "a.py", line 1\nOSError: no',
      ],
    },
  },
  {
    id: 'python-traceback-logged',
    severity: 'soft',
    title: 'Python reported an exception and went on',
    any: TRACEBACK,
    onlyBelow: CAUGHT,
    continuation: readTraceback,
    why: 'The program, or its tests, caught it and wrote it down.',
    action: 'The line above the traceback tells what was being done.',
    examples: {
      matches: [
        'ERROR:app.sync:retrying\nTraceback (most recent call last):\n  File "a.py", line 1\nOSError: no',
        `${'-'.repeat(70)}\nTraceback (most recent call last):\n  File "test_a.py"\nAssertionError: no`,
        'Exception ignored in: <function F.__del__>\nTraceback (most recent call last):\n  File "a.py", line 1\nOSError: no',
      ],
      mustNotMatch: [
        'INFO starting\nTraceback (most recent call last):\n  File "a.py"\nOSError: no',
      ],
    },
  },
  {
    id: 'frozen-start',
    severity: 'hard',
    title: 'A frozen application did not start',
    any: [
      "Failed to execute script '[^']*' due to unhandled exception",
      '\\bError loading Python lib\\b',
      '\\bFailed to load Python shared library\\b',
      '\\[PYI-\\d+:ERROR\\]',
      '^Fatal Python error: (?:init|Py_Initialize)',
      '\\bCould not create temporary directory!',
    ],
    yieldsTo: ['python-home-leak'],
    why: 'The bootloader of PyInstaller could not start the interpreter, or the program raised an exception at its start.',
    action:
      'The traceback above says why. If it names a module, add it to the hidden imports; if it names a library, see that it is collected.',
    examples: {
      matches: [
        "[PYI-812:ERROR] Failed to load Python shared library '/tmp/_MEIx/libpython3.12.so': no",
        '[PYI-812:ERROR] Could not create temporary directory!',
        "[PYI-812:ERROR] Failed to execute script 'app' due to unhandled exception: No module named 'x'",
        "[812] Error loading Python lib '/tmp/_MEIx/libpython3.11.so.1.0': dlopen: no",
        'Fatal Python error: init_import_site: Failed to import the site module',
      ],
      mustNotMatch: ['[PYI-812:WARNING] slow start', "Failed to execute script 'x' (retrying)"],
    },
  },
]);

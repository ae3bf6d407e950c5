import { rulesOf } from './rule';

export const WINDOWS = rulesOf('windows', [
  {
    id: 'powershell-policy',
    severity: 'hard',
    title: 'PowerShell refuses to run scripts',
    any: [
      '\\bcannot be loaded because running scripts is disabled on this system\\b',
      '\\bis not digitally signed\\. You cannot run this script\\b',
      '\\bFullyQualifiedErrorId *: *UnauthorizedAccess\\b',
    ],
    why: 'The execution policy of the box does not allow it.',
    action: 'Start it with `powershell -ExecutionPolicy Bypass -File`.',
    examples: {
      matches: [
        'File C:\\run.ps1 cannot be loaded because running scripts is disabled on this system.',
        'The file C:\\run.ps1 is not digitally signed. You cannot run this script on the current system.',
        '    + FullyQualifiedErrorId : UnauthorizedAccess',
      ],
      mustNotMatch: ['Set-ExecutionPolicy: running scripts is enabled', 'about_Execution_Policies'],
    },
  },
  {
    id: 'powershell-error',
    severity: 'soft',
    title: 'PowerShell reported an error',
    any: [
      '^ *\\+ FullyQualifiedErrorId *: \\S',
      "^\\S+ ?: The term '[^']+' is not recognized as (?:the|a) name of a cmdlet",
      "^The term '[^']+' is not recognized as",
    ],
    unless: ['UnauthorizedAccess', 'NativeCommandError'],
    why: 'A command failed; without $ErrorActionPreference = "Stop" the script goes on.',
    action: 'The lines above name the place. Let the script stop at the first error.',
    examples: {
      matches: [
        '    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.GetContentCommand',
        "app : The term 'app' is not recognized as the name of a cmdlet, function, script file, or operable",
        "The term 'app' is not recognized as a name of a cmdlet, function, script file, or executable program.",
      ],
      mustNotMatch: [
        '    + FullyQualifiedErrorId : NativeCommandError',
        'FullyQualifiedErrorId is documented in about_Try',
      ],
    },
  },
  {
    id: 'windows-program',
    severity: 'hard',
    title: 'Windows could not start a program',
    any: [
      '\\bThis version of \\S+ is not compatible with the version of Windows\\b',
      '\\bis not a valid Win32 application\\b',
      '\\bThe code execution cannot proceed because \\S+ was not found\\b',
      '\\bDLL load failed while importing \\S+',
      '\\b(?:0xc0000135|0xc000007b|0xc0000142|0xc0000005|0xc000001d|0xc0000409)\\b',
      '(?:^|[ =:(])-107374(?:1515|1701|1502|1819|1795|0791)\\b',
      '\\bThe application was unable to start correctly\\b',
      '\\bapi-ms-win-\\S+\\.dll\\b.*(?:missing|not found)',
    ],
    why: 'A DLL is missing or of another architecture, often that of the Visual C++ runtime, or the program crashed.',
    action:
      'Ship the Visual C++ runtime with the artifact; `dumpbin /dependents` says what a program needs.',
    examples: {
      matches: [
        "This version of C:\\app.exe is not compatible with the version of Windows you're running.",
        'OSError: [WinError 193] %1 is not a valid Win32 application',
        'The code execution cannot proceed because VCRUNTIME140_1.dll was not found.',
        'ImportError: DLL load failed while importing _ssl: The specified module could not be found.',
        'app.exe exited with 0xc0000135',
        'Process finished with exit code -1073741515',
        'The application was unable to start correctly (0xc000007b).',
        "The program can't start because api-ms-win-crt-runtime-l1-1-0.dll is missing from your computer.",
      ],
      mustNotMatch: [
        'loaded C:\\Windows\\System32\\VCRUNTIME140.dll',
        'test_dll_load_failed PASSED',
        'exit code 0x0',
      ],
    },
  },
  {
    id: 'windows-in-the-way',
    severity: 'hard',
    title: 'Windows holds a file or refuses it',
    any: [
      '\\bThe process cannot access the file .*because it is being used by another process\\b',
      '\\[WinError (?:5|32)\\]',
      '\\bOperation did not complete successfully because the file contains a virus\\b',
      '\\bThe specified path, file name, or both are too long\\b',
      '\\[WinError 206\\]',
    ],
    why: 'Another program has it open, a virus scanner took it away, or its path is longer than 260 characters.',
    action: 'Close what holds it, exclude the folder from the scanner, or use a shorter path.',
    examples: {
      matches: [
        "The process cannot access the file 'C:\\app.log' because it is being used by another process.",
        'PermissionError: [WinError 32] The process cannot access the file',
        'Operation did not complete successfully because the file contains a virus or potentially unwanted software.',
        'The specified path, file name, or both are too long.',
        'FileNotFoundError: [WinError 206] The filename or extension is too long',
      ],
      mustNotMatch: ['[WinError 0] The operation completed successfully', 'paths are not too long'],
    },
  },
]);

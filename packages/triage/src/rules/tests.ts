import { rulesOf } from './rule';

export const TESTS = rulesOf('tests', [
  {
    id: 'pytest-failed',
    severity: 'hard',
    title: 'pytest reports failures',
    any: [
      // The short summary, then a line of -v, then the last line.
      '^(?:FAILED|ERROR) \\S+\\.py(?:::\\S+)?(?: - .*)?$',
      '^\\S+\\.py::\\S.* (?:FAILED|ERROR)(?: +\\[ *\\d+%\\])?$',
      '^=*\\s*(?:\\d+ \\w+, )*[1-9]\\d* (?:failed|errors?)\\b.* in \\d+\\.\\d+s\\b',
      '^INTERNALERROR> ',
      '^!+ Interrupted: [1-9]\\d* errors? during collection !+$',
    ],
    why: 'Tests of the product said no.',
    action: 'Read the report of pytest in the log, or its JUnit file among the reports.',
    examples: {
      matches: [
        'INTERNALERROR> RuntimeError: no',
        '!!!!!!!!!!!!!! Interrupted: 1 error during collection !!!!!!!!!!!!!!',
        'FAILED tests/test_api.py::test_login - AssertionError: assert 500 == 200',
        'ERROR tests/test_db.py',
        'tests/test_api.py::test_login[chromium-a b] FAILED                      [ 50%]',
        '=================== 1 failed, 12 passed in 3.21s ===================',
        '12 passed, 2 errors in 0.50s',
        '=== 3 failed, 1 passed in 75.02s (0:01:15) ===',
      ],
      mustNotMatch: [
        '=================== 13 passed in 3.21s ===================',
        '0 failed, 13 passed in 3.21s',
        'tests/test_failed.py::test_error PASSED                          [ 50%]',
        'tests/test_x.py::test_FAILED_path PASSED',
        'FAILED_TESTS=0',
        'ERROR tolerance is 0.1',
        '=== 3 passed, 1 xfailed in 0.1s ===',
      ],
    },
  },
  {
    id: 'unittest-failed',
    severity: 'hard',
    title: 'unittest reports failures',
    any: [
      '^(?:FAIL|ERROR): \\S+ \\([\\w.<> ]+\\)',
      '^FAILED \\((?:(?:failures|errors|unexpected successes|skipped|expected failures)=\\d+(?:, )?)+\\)',
    ],
    why: 'Tests of the product said no.',
    action: 'The log shows the traceback of each below its name.',
    examples: {
      matches: [
        'FAIL: test_login (tests.test_api.ApiTest)',
        'FAIL: test_login (tests.test_api.ApiTest.test_login)',
        'FAILED (failures=1, errors=2, skipped=3)',
      ],
      mustNotMatch: ['OK (skipped=3)', 'FAILED_COUNT (0)', 'ERROR: cannot open file (ignored): x'],
    },
  },
  {
    id: 'tap-not-ok',
    severity: 'hard',
    title: 'A TAP test said "not ok"',
    any: ['^\\s*not ok\\b(?: \\d+)?', '^Bail out!'],
    unless: ['(?i)# *(?:todo|skip)\\b', '^\\s*not ok[^\\s\\d]'],
    why: 'Tests of the product said no.',
    action: 'The lines below it, which begin with "#", say why.',
    examples: {
      matches: [
        'not ok 2 - serves the front page',
        '    not ok 1 nested',
        'not ok',
        'Bail out! no database',
      ],
      mustNotMatch: [
        'ok 2 - not ok is reported',
        'not ok 3 - windows # TODO not written',
        'not ok 4 # skip no network',
        'this is not ok 3',
        'not okay',
      ],
    },
  },
  {
    id: 'suite-failed',
    severity: 'hard',
    title: 'A test suite failed',
    any: [
      // Go, Rust
      '^\\s*--- FAIL: \\S+ \\(',
      '^FAIL\\s+\\S+\\s+\\[?[\\d.]+s?',
      '^test result: FAILED\\. ',
      // GoogleTest, CTest
      '^\\[ +FAILED +\\] [1-9A-Za-z]',
      '^\\d+% tests passed, [1-9]\\d* tests? failed out of \\d+',
      '^The following tests FAILED:',
      // Jest, Mocha, bats
      '^Tests: +[1-9]\\d* failed,',
      '^ +[1-9]\\d* failing$',
      '^\\d+ tests?, [1-9]\\d* failures?$',
    ],
    why: 'Tests of the product said no.',
    action: 'The log shows each of them above.',
    examples: {
      matches: [
        'FAIL\texample.org/app\t0.012s',
        'The following tests FAILED:',
        '--- FAIL: TestServe (0.01s)',
        'test result: FAILED. 3 passed; 1 failed; 0 ignored',
        '[  FAILED  ] Serve.FrontPage (3 ms)',
        '90% tests passed, 1 tests failed out of 10',
        'Tests:       1 failed, 11 passed, 12 total',
        '  2 failing',
        '12 tests, 1 failure',
      ],
      mustNotMatch: [
        '100% tests passed, 0 tests failed out of 10',
        'test result: ok. 4 passed; 0 failed; 0 ignored',
        'Tests:       12 passed, 12 total',
        '[  PASSED  ] 12 tests.',
        '12 tests, 0 failures',
      ],
    },
  },
]);

import contextlib
import io
import json
import re
import unittest
from pathlib import Path
from unittest import mock

from api import cli
from core import __version__
from core.catalogue import CHECKS

PYPROJECT = Path(__file__).resolve().parent.with_name("pyproject.toml")


def run(*argv):
    """Exit code, what was printed, and what was said on stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = cli.main(argv)
        except SystemExit as end:
            code = end.code
    return code, out.getvalue(), err.getvalue()


class CommandTest(unittest.TestCase):
    def test_version_is_the_one_that_is_packaged(self):
        text = PYPROJECT.read_text(encoding="utf-8")
        self.assertEqual(re.search(r'^version = "(.+)"$', text, re.MULTILINE).group(1), __version__)
        self.assertEqual(run("--version"), (0, "rampart {}\n".format(__version__), ""))

    def test_list_names_every_check(self):
        code, out, _ = run("list")
        self.assertEqual((code, [line.split()[0] for line in out.splitlines()]), (0, [c.id for c in CHECKS]))

    def test_json_holds_what_was_asked_for(self):
        _, out, _ = run("audit", "--json", "passwd-mode")
        self.assertEqual([result["id"] for result in json.loads(out)["results"]], ["passwd-mode"])

    def test_wrong_command_lines(self):
        for argv, said in [((), "say what to do"), (("audit", "weather"), "no such check: weather")]:
            with self.subTest(argv):
                code, out, err = run(*argv)
                self.assertEqual((code, out, said in err), (2, "", True))

    def test_exit_codes(self):
        cases = [({}, 0), ({"fail": 2}, 1), ({"error": 1}, 3), ({"error": 1, "fail": 2}, 3)]
        for counts, code in cases:
            with self.subTest(counts):
                summary = dict({"pass": 1, "fail": 0, "skip": 0, "error": 0}, **counts)
                report = {"hostname": "h", "results": [], "summary": summary}
                with mock.patch.object(cli, "audit", return_value=report):
                    self.assertEqual(run("audit")[0], code)

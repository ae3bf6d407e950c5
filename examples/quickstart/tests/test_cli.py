import contextlib
import io
import json
import platform
import re
import unittest
from pathlib import Path

from waypoint import __version__
from waypoint.cli import as_text, main
from waypoint.facts import FACTS


def run(*argv):
    """Exit code, what was printed, and what was said on stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(argv)
        except SystemExit as end:
            code = end.code
    return code, out.getvalue(), err.getvalue()


class CommandTest(unittest.TestCase):
    def test_version_is_the_one_that_is_packaged(self):
        declared = re.search(
            r'^version = "(.+)"$',
            Path(__file__).parent.with_name("pyproject.toml").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        self.assertEqual(declared.group(1), __version__)
        self.assertEqual(run("--version"), (0, f"waypoint {__version__}\n", ""))

    def test_json_holds_every_fact(self):
        code, out, _ = run("show", "--json")
        self.assertEqual((code, list(json.loads(out))), (0, list(FACTS)))

    def test_one_name_gives_just_its_value(self):
        self.assertEqual(run("show", "python"), (0, f"{platform.python_version()}\n", ""))

    def test_text_is_in_columns_and_says_what_is_unknown(self):
        self.assertEqual(as_text({"a": 1, "long": None}), "a     1\nlong  unknown")

    def test_an_unknown_fact_is_a_wrong_command_line(self):
        code, out, err = run("show", "weather")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("no such fact: weather", err)

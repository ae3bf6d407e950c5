import ast
import os
import unittest
from pathlib import Path
from unittest import mock

from core.tools import ToolError, find_tool, run_tool

ROOT = Path(__file__).resolve().parent.parent


class RunToolTest(unittest.TestCase):
    def test_output_of_a_tool_in_the_environment_of_the_host(self):
        leaked = {"LD_LIBRARY_PATH": "/bundle/lib", "PATH": os.environ["PATH"]}
        with mock.patch.dict(os.environ, leaked, clear=True):
            code, output = run_tool(["env"])
        self.assertEqual(code, 0)
        self.assertIn("LC_ALL=C\n", output)
        self.assertNotIn("LD_LIBRARY_PATH", output)

    def test_exit_codes(self):
        self.assertEqual(run_tool(["sh", "-c", "echo two; exit 2"], (0, 2)), (2, "two\n"))
        with self.assertRaisesRegex(ToolError, "ended with 3: no good"):
            run_tool(["sh", "-c", "echo out; echo no good >&2; exit 3"])
        with self.assertRaisesRegex(ToolError, "could not be run"):
            run_tool(["/nowhere/at-all"])

    def test_only_tools_that_are_there_are_found(self):
        self.assertTrue(os.access(find_tool("sh"), os.X_OK))
        self.assertIsNone(find_tool("no-such-tool-anywhere"))


class OnePlaceTest(unittest.TestCase):
    def test_nothing_else_starts_programs(self):
        for path in sorted(ROOT.glob("core/**/*.py")) + sorted(ROOT.glob("api/**/*.py")):
            name = path.relative_to(ROOT).as_posix()
            with self.subTest(name):
                starts = {"subprocess", "pty", "multiprocessing"} & imports(path)
                self.assertEqual(starts, {"subprocess"} if name == "core/tools.py" else set())


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in [getattr(node, "module", None) or ""] + [alias.name for alias in node.names]
    }

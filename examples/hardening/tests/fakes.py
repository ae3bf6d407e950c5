"""A host that exists only in a temporary folder."""

import tempfile
import unittest
from pathlib import Path

from core.host import Host


class HostTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name, text="", mode=0o644):
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def host(self, tools=None):
        """`tools` gives exit code and output by the name of a program; no other is found."""
        known = tools or {}
        self.started = []

        def run(argv, accept=(0,)):
            self.started.append(argv)
            code, output = known[argv[0]]
            if code not in accept:
                raise AssertionError("exit code {} was not expected".format(code))
            return code, output

        return Host(str(self.root), lambda name: name if name in known else None, run)

"""The host that is audited, as the probes see it: files below a root, and programs."""

import os
from pathlib import Path

from core.tools import find_tool, run_tool


class Host:
    """`root` is another folder than / in tests, and `find` and `run` start nothing there."""

    def __init__(self, root="/", find=find_tool, run=run_tool):
        self.root = Path(root)
        self.find = find
        self.run = run

    def path(self, name):
        return self.root / name.lstrip("/")

    def read(self, name):
        """Text of a file; raises OSError."""
        return self.path(name).read_text(encoding="utf-8", errors="replace")

    def first(self, *names):
        """The first of these files that is there, or None."""
        return next((name for name in names if self.path(name).is_file()), None)

    def glob(self, pattern):
        """Names of files that match, sorted."""
        found = sorted(self.root.glob(pattern.lstrip("/")))
        return ["/" + path.relative_to(self.root).as_posix() for path in found]

    def stat(self, name):
        """Mode and owner of a file, not of what it links to; raises OSError."""
        return os.stat(str(self.path(name)), follow_symlinks=False)

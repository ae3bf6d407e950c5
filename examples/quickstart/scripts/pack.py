"""Packs waypoint as one runnable file: python3 scripts/pack.py <folder>

The same sources give the same bytes, wherever and whenever they are packed: entries are sorted, stored
uncompressed (zlib's output differs between versions), and carry one fixed time and mode.
"""

import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEBANG = b"#!/usr/bin/env python3\n"
# The earliest time a zip archive can express.
TIME = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644
UNIX = 3


def entries():
    """Name in the archive and bytes of each file, sorted by name."""
    sources = sorted((ROOT / "waypoint").glob("**/*.py"))
    main = (ROOT / "waypoint" / "__main__.py").read_bytes()
    return [("__main__.py", main)] + [
        (path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in sources
    ]


def pack(target):
    with target.open("wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in entries():
                info = zipfile.ZipInfo(name, TIME)
                info.create_system = UNIX
                info.external_attr = MODE << 16
                archive.writestr(info, data)
    target.chmod(0o755)


def version():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', text, re.MULTILINE).group(1)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    pack(folder / "waypoint.pyz")
    (folder / "VERSION").write_text(version() + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

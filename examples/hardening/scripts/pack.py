"""Packs a wheel of rampart as the bundle that is shipped: python3 scripts/pack.py <wheel> <folder>

    rampart       the launcher
    rampart.pyz   what is in the wheel, as one archive
    lib/          the C++ runtime of the machine this runs on
    VERSION

The same wheel on the same machine gives the same bytes: entries are sorted, stored uncompressed (zlib's output
differs between versions), and carry one fixed time and mode. A file of the tree that the wheel lacks is an
error here, and not a blank page on the host of a customer.
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAIN = "import sys\n\nfrom api.cli import main\n\nsys.exit(main())\n"
# What the tree has to find again in the wheel.
SHIPPED = ("api/**/*.py", "core/**/*.py", "frontend/*.css", "frontend/*.js", "templates/*.html")
# A frozen program brings these along, because some part of it is always written in C++.
LIBRARIES = ("libstdc++.so.6", "libgcc_s.so.1")
# Where distributions keep libraries: by architecture on Debian and Ubuntu, in lib64 on the others.
LIBRARY_FOLDERS = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu", "usr/lib64", "lib64")
# The earliest time a zip archive can express.
TIME = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644
UNIX = 3


class PackError(Exception):
    """The bundle would not be whole; the text says what is missing."""


def read_wheel(path):
    """Bytes by name, without the wheel's own metadata."""
    with zipfile.ZipFile(str(path)) as wheel:
        names = [name for name in wheel.namelist() if ".dist-info/" not in name]
        return {name: wheel.read(name) for name in names}


def missing(entries, root=ROOT):
    """Files of the tree that should have been in the wheel."""
    tree = (path.relative_to(root).as_posix() for glob in SHIPPED for path in root.glob(glob))
    return sorted(set(tree) - set(entries))


def write_archive(target, entries):
    with zipfile.ZipFile(str(target), "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, TIME)
            info.create_system = UNIX
            info.external_attr = MODE << 16
            archive.writestr(info, data)


def find_library(name, root=Path("/")):
    for folder in LIBRARY_FOLDERS:
        for path in sorted(root.glob(folder + "/" + name)):
            return path.resolve()
    raise PackError("{} is not on this machine".format(name))


def version_of(wheel):
    return re.match(r"rampart-([^-]+)-", wheel.name).group(1)


def pack(wheel, folder):
    entries = read_wheel(wheel)
    lost = missing(entries)
    if lost:
        raise PackError("the wheel lacks {}; see package-data in pyproject.toml".format(", ".join(lost)))
    (folder / "lib").mkdir(parents=True, exist_ok=True)
    write_archive(folder / "rampart.pyz", dict(entries, **{"__main__.py": MAIN.encode()}))
    for name in LIBRARIES:
        shutil.copyfile(str(find_library(name)), str(folder / "lib" / name))
    shutil.copyfile(str(ROOT / "scripts" / "launcher.sh"), str(folder / "rampart"))
    (folder / "rampart").chmod(0o755)
    (folder / "VERSION").write_text(version_of(wheel) + "\n", encoding="ascii")


if __name__ == "__main__":
    try:
        pack(Path(sys.argv[1]), Path(sys.argv[2]))
    except PackError as error:
        sys.exit("pack: {}".format(error))

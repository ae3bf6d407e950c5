import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

from scripts import pack

ROOT = pack.ROOT


class PackTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def wheel(self, without=()):
        """A wheel of the tree, as pyproject.toml asks for it."""
        path = self.folder / "rampart-9.8.7-py3-none-any.whl"
        names = [
            file.relative_to(ROOT).as_posix() for glob in pack.SHIPPED for file in ROOT.glob(glob)
        ]
        with zipfile.ZipFile(str(path), "w") as archive:
            archive.writestr("rampart-9.8.7.dist-info/METADATA", "Name: rampart\n")
            for name in sorted(set(names) - set(without)):
                archive.writestr(name, (ROOT / name).read_bytes())
        return path

    def libraries(self):
        """A folder like / with empty libraries of a distribution that keeps them in lib64."""
        for name in pack.LIBRARIES:
            path = self.folder / "usr" / "lib64" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return self.folder

    def test_the_archive_shows_pages_and_is_the_same_each_time(self):
        entries = dict(pack.read_wheel(self.wheel()), **{"__main__.py": pack.MAIN.encode()})
        first, second = self.folder / "first.pyz", self.folder / "second.pyz"
        pack.write_archive(first, entries)
        pack.write_archive(second, dict(reversed(list(entries.items()))))
        self.assertEqual(first.read_bytes(), second.read_bytes())
        self.assertFalse([name for name in entries if "dist-info" in name])

    def test_a_wheel_that_lost_its_templates_is_refused(self):
        lost = ("templates/row.html", "frontend/rampart.css")
        self.assertEqual(pack.missing(pack.read_wheel(self.wheel())), [])
        with self.assertRaisesRegex(pack.PackError, "lacks frontend/rampart.css, templates/row.html"):
            pack.pack(self.wheel(lost), self.folder / "bundle")

    def test_libraries(self):
        found = pack.find_library("libstdc++.so.6", self.libraries())
        self.assertEqual(found.name, "libstdc++.so.6")
        with self.assertRaises(pack.PackError):
            pack.find_library("libnowhere.so.1", self.folder)

    def test_the_version_is_that_of_the_wheel(self):
        self.assertEqual(pack.version_of(self.wheel()), "9.8.7")


class LauncherTest(unittest.TestCase):
    """The launcher, with an archive that only says what it was given."""

    SAYS = "import os\nfor name in ('LD_LIBRARY_PATH', 'LD_LIBRARY_PATH_ORIG'):\n print(os.environ.get(name))\n"

    def environment(self, env):
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder).resolve()
            pack.write_archive(bundle / "rampart.pyz", {"__main__.py": self.SAYS.encode()})
            launcher = bundle / "rampart"
            launcher.write_bytes((ROOT / "scripts" / "launcher.sh").read_bytes())
            launcher.chmod(0o755)
            path = {"PATH": "/usr/bin:/bin"}
            output = subprocess.check_output([str(launcher)], env=dict(path, **env))
            return output.decode().replace(str(bundle), "BUNDLE").split()

    def test_what_it_sets_and_saves(self):
        cases = [
            ({}, ["BUNDLE/lib", "None"]),
            ({"LD_LIBRARY_PATH": "/opt/x"}, ["BUNDLE/lib:/opt/x", "/opt/x"]),
            ({"LD_LIBRARY_PATH_ORIG": "/stale"}, ["BUNDLE/lib", "None"]),
        ]
        for env, expected in cases:
            with self.subTest(env):
                self.assertEqual(self.environment(env), expected)

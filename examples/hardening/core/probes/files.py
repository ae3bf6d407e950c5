"""Who may read and write a file."""

import stat

from core.check import failed, passed, skipped


def file_mode(name, at_most, owner=0):
    """The file has no permission bit beyond `at_most` and belongs to the user with that number."""

    def probe(host):
        try:
            found = host.stat(name)
        except FileNotFoundError:
            return skipped("{} is not there".format(name))
        mode = stat.S_IMODE(found.st_mode)
        said = "{} has mode {:04o} and owner {}".format(name, mode, found.st_uid)
        return passed(said) if mode & ~at_most == 0 and found.st_uid == owner else failed(said)

    return probe

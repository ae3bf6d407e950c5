"""Updates that wait to be installed, as the package manager of the host counts them.

Nothing is fetched: what counts is what the host knows. So an audit changes nothing and needs no network.
"""

import re
from typing import NamedTuple, Tuple

from core.check import failed, passed, skipped


class Manager(NamedTuple):
    """How a package manager is asked, and how its answer shows an update: one match of `update` each."""

    command: Tuple[str, ...]
    accept: Tuple[int, ...]
    update: str


# The first one that is there is asked. dnf says with exit code 100 that there are updates.
MANAGERS = (
    Manager(("apt-get", "--simulate", "upgrade"), (0,), r"^Inst (\S+)"),
    Manager(("dnf", "--quiet", "--cacheonly", "check-update"), (0, 100), r"^(\S+\.\w+) +\S+ +\S+$"),
    Manager(
        ("zypper", "--non-interactive", "--no-refresh", "list-updates"),
        (0,),
        r"^v +\|[^|]*\| *(\S+)",
    ),
)
NAMED = 5


def no_updates_wait(host):
    for manager in MANAGERS:
        path = host.find(manager.command[0])
        if path is not None:
            _, output = host.run([path] + list(manager.command[1:]), manager.accept)
            return judge(manager.command[0], re.findall(manager.update, output, re.MULTILINE))
    return skipped("there is no package manager that rampart knows")


def judge(manager, names):
    if not names:
        return passed("{} knows of no update".format(manager))
    more = "" if len(names) <= NAMED else " and {} more".format(len(names) - NAMED)
    return failed("{} would install {}{}".format(manager, ", ".join(names[:NAMED]), more))

"""Makes the checks and puts their outcomes into a report."""

import platform

from core import __version__
from core.catalogue import CHECKS
from core.check import STATUSES, broken, skipped
from core.host import Host
from core.tools import ToolError


class UnknownCheck(Exception):
    """A name that is no check; the text says which."""


def select(ids):
    """The checks with these ids, in the order of the catalogue; all of them when none is given."""
    known = {check.id for check in CHECKS}
    unknown = [name for name in ids if name not in known]
    if unknown:
        raise UnknownCheck("no such check: {}".format(", ".join(unknown)))
    return [check for check in CHECKS if not ids or check.id in ids]


def outcome_of(check, host):
    """Never raises for what a host may do to a probe: one check that breaks must not hide the others."""
    try:
        return check.probe(host)
    except PermissionError as error:
        return skipped("only root can tell: {} is not readable".format(error.filename))
    except (OSError, ValueError, ToolError) as error:
        return broken(str(error))


def audit(ids=(), host=None):
    """The report as plain data: what was looked at, what came of it, and how often each status occurs."""
    machine = host or Host()
    results = []
    for check in select(ids):
        outcome = outcome_of(check, machine)
        results.append(
            {
                "id": check.id,
                "severity": check.severity,
                "title": check.title,
                "status": outcome.status,
                "detail": outcome.detail,
                "fix": check.fix if outcome.status == "fail" else None,
            }
        )
    statuses = [result["status"] for result in results]
    return {
        "rampart": __version__,
        "hostname": platform.node(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "summary": {status: statuses.count(status) for status in STATUSES},
        "results": results,
    }

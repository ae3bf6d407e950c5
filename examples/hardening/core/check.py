"""What a check is, and what comes of one."""

from typing import Callable, NamedTuple

STATUSES = ("pass", "fail", "skip", "error")
SEVERITIES = ("high", "medium", "low")


class Outcome(NamedTuple):
    """`skip`: does not apply to this host, or only root could tell. `error`: it could not be found out, which is no good news."""

    status: str
    detail: str


class Check(NamedTuple):
    id: str
    severity: str
    title: str
    probe: Callable
    fix: str


def passed(detail):
    return Outcome("pass", detail)


def failed(detail):
    return Outcome("fail", detail)


def skipped(detail):
    return Outcome("skip", detail)


def broken(detail):
    return Outcome("error", detail)

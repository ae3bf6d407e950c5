"""The report as a page of HTML."""

from html import escape

from core.assets import read_template


def render(report):
    row = read_template("row.html")
    rows = [row.substitute(escaped(result)) for result in report["results"]]
    counts = ", ".join("{} {}".format(count, status) for status, count in report["summary"].items())
    head = {name: report[name] for name in ("hostname", "kernel", "python", "rampart")}
    return read_template("report.html").substitute(
        escaped(head), counts=escape(counts), rows="".join(rows)
    )


def escaped(values):
    return {name: escape(str(value or "")) for name, value in values.items()}

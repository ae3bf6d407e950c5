"""The command `rampart`."""

import argparse
import json
import sys

from core import __version__
from core.audit import UnknownCheck, audit, select


def show_list(arguments):
    for check in select(()):
        print("{:20} {:7} {}".format(check.id, check.severity, check.title))
    return 0


def show_audit(arguments):
    report = audit(arguments.check)
    print(json.dumps(report, indent=2) if arguments.json else as_text(report))
    return exit_code(report["summary"])


def exit_code(summary):
    """0 nothing to do; 1 something failed; 3 something could not be found out."""
    return 3 if summary["error"] else 1 if summary["fail"] else 0


def as_text(report):
    lines = []
    for result in report["results"]:
        lines.append("{status:5} {id:20} {detail}".format(**result))
        if result["fix"]:
            lines.append("{:26} -> {}".format("", result["fix"]))
    counts = ", ".join("{} {}".format(count, name) for name, count in report["summary"].items())
    return "\n".join(lines + ["{}: {}".format(report["hostname"], counts)])


def serve(arguments):
    from api.server import make_server

    server = make_server(arguments.host, arguments.port)
    host, port = server.server_address[:2]
    print("rampart {} serves http://{}:{}".format(__version__, host, port), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def make_parser():
    parser = argparse.ArgumentParser(prog="rampart", description="Audits this host; changes nothing.")
    parser.add_argument("--version", action="version", version="rampart " + __version__)
    # Python 3.6 has no `required` here; see main.
    commands = parser.add_subparsers(dest="command", metavar="list | audit | serve")

    listing = commands.add_parser("list", help="name the checks")
    listing.set_defaults(run=show_list)

    auditing = commands.add_parser("audit", help="make the checks")
    auditing.add_argument("check", nargs="*", help="only these; `rampart list` names them")
    auditing.add_argument("--json", action="store_true", help="print JSON")
    auditing.set_defaults(run=show_audit)

    serving = commands.add_parser("serve", help="show the report in a browser")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serving.add_argument("--port", type=int, default=8643, help="0 takes a free one")
    serving.set_defaults(run=serve)
    return parser


def main(argv=None):
    """The exit code: that of the command, or 2 when the command line is wrong."""
    parser = make_parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.error("say what to do: list, audit or serve")
    try:
        return arguments.run(arguments)
    except UnknownCheck as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())

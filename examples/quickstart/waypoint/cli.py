"""The command `waypoint`."""

import argparse
import json
import signal
import sys

from waypoint import __version__
from waypoint.facts import FACTS, collect


def as_text(facts):
    """A line per fact, the values in one column."""
    width = max(len(name) for name in facts)
    return "\n".join(
        f"{name:<{width}}  {'unknown' if value is None else value}"
        for name, value in facts.items()
    )


def show(arguments):
    """Prints facts; with one name only, just its value."""
    facts = collect(arguments.fact)
    if arguments.json:
        print(json.dumps(facts, indent=2))
    elif len(arguments.fact) == 1:
        print(*facts.values())
    else:
        print(as_text(facts))
    return 0


def serve(arguments):
    """Serves facts until TERM or Ctrl-C."""
    # Python takes as long to load its HTTP server as all else here, and facts are shown without one.
    from waypoint.server import make_server

    server = make_server(arguments.host, arguments.port)
    host, port = server.server_address[:2]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Whoever asked for port 0 reads the real one from this line, so it must not wait in a buffer.
    print(f"waypoint {__version__} serves http://{host}:{port}", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
    return 0


def make_parser():
    parser = argparse.ArgumentParser(prog="waypoint", description="Says what machine this is.")
    parser.add_argument("--version", action="version", version=f"waypoint {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)

    showing = commands.add_parser("show", help="print facts")
    showing.add_argument("fact", nargs="*", help=f"one of: {', '.join(FACTS)}")
    showing.add_argument("--json", action="store_true", help="print JSON")
    showing.set_defaults(run=show)

    serving = commands.add_parser("serve", help="serve facts over HTTP")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serving.add_argument("--port", type=int, default=8642, help="0 takes a free one")
    serving.set_defaults(run=serve)
    return parser


def main(argv=None):
    """The exit code: 0, or 2 when the command line is wrong."""
    parser = make_parser()
    arguments = parser.parse_args(argv)
    unknown = [name for name in getattr(arguments, "fact", []) if name not in FACTS]
    if unknown:
        parser.error(f"no such fact: {', '.join(unknown)} (there are: {', '.join(FACTS)})")
    return arguments.run(arguments)

"""Facts over HTTP: `/health`, `/facts` and `/facts/<name>`, all JSON."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from waypoint import __version__
from waypoint.facts import FACTS, collect


def answer(path):
    """Status and body for a path."""
    if path == "/health":
        return 200, {"status": "ok", "version": __version__}
    if path == "/facts":
        return 200, collect()
    name = path[len("/facts/"):] if path.startswith("/facts/") else ""
    if name in FACTS:
        return 200, collect([name])
    return 404, {"error": f"nothing at {path}", "facts": list(FACTS)}


class Handler(BaseHTTPRequestHandler):
    server_version = f"waypoint/{__version__}"

    def do_GET(self):  # noqa: N802 (the name is http.server's)
        status, body = answer(self.path.partition("?")[0])
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def make_server(host, port):
    """A server that listens already; port 0 takes a free one, see `server_address`."""
    return ThreadingHTTPServer((host, port), Handler)

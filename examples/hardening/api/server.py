"""The routes over HTTP, with what is in the standard library."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn

from api.routes import JSON, Routes, as_json
from core import __version__
from core.audit import audit

# What a page of rampart may load: itself, and nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'"


class Handler(BaseHTTPRequestHandler):
    server_version = "rampart/" + __version__

    def do_GET(self):
        self.answer(self.server.routes.get)

    def do_POST(self):
        # A form of another site cannot send this type, so no page elsewhere starts an audit.
        if self.headers.get("Content-Type") != JSON:
            self.send(*as_json(415, {"error": "Content-Type has to be {}".format(JSON)}))
        else:
            self.answer(self.server.routes.post)

    def answer(self, route):
        self.send(*route(self.path.partition("?")[0]))

    def send(self, status, content_type, data):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True

    def __init__(self, address, audit_host):
        self.routes = Routes(audit_host)
        super().__init__(address, Handler)


def make_server(host, port, audit_host=audit):
    """A server that listens already; port 0 takes a free one, see `server_address`."""
    return Server((host, port), audit_host)

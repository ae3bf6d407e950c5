"""Which path is answered with what. Nothing here knows of sockets."""

import json

from api.page import render
from core import __version__
from core.assets import read_asset

JSON = "application/json"
# Only what stands here is served; a path is never looked up on the disk.
FRONTEND = {
    "/frontend/rampart.css": ("rampart.css", "text/css; charset=utf-8"),
    "/frontend/rampart.js": ("rampart.js", "text/javascript; charset=utf-8"),
}


class Routes:
    """Keeps the last report; the first question makes it, POST /api/audit makes it anew."""

    def __init__(self, audit):
        self.audit = audit
        self.last = None

    def report(self):
        if self.last is None:
            self.last = self.audit()
        return self.last

    def get(self, path):
        """Status, content type and bytes."""
        if path == "/":
            return 200, "text/html; charset=utf-8", render(self.report()).encode("utf-8")
        if path in FRONTEND:
            name, content_type = FRONTEND[path]
            return 200, content_type, read_asset("frontend", name)
        return self.get_json(path)

    def get_json(self, path):
        if path == "/api/health":
            return as_json(200, {"status": "ok", "version": __version__})
        if path == "/api/report":
            return as_json(200, self.report())
        if path.startswith("/api/report/"):
            name = path[len("/api/report/"):]
            for result in self.report()["results"]:
                if result["id"] == name:
                    return as_json(200, result)
        return as_json(404, {"error": "nothing at {}".format(path)})

    def post(self, path):
        if path != "/api/audit":
            return as_json(404, {"error": "nothing at {}".format(path)})
        self.last = self.audit()
        return as_json(200, self.last)


def as_json(status, value):
    return status, JSON, (json.dumps(value, indent=2) + "\n").encode("utf-8")

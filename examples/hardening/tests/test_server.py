import json
import threading
import unittest
from unittest import mock
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from api.server import Handler, make_server
from core import __version__

RESULT = {
    "id": "updates",
    "severity": "high",
    "title": "no updates wait",
    "status": "fail",
    "detail": "apt-get would install <b>bash</b>",
    "fix": "Install them & reboot.",
}


class ServerTest(unittest.TestCase):
    def setUp(self):
        quiet = mock.patch.object(Handler, "log_message")
        quiet.start()
        self.addCleanup(quiet.stop)
        self.audits = 0
        server = make_server("127.0.0.1", 0, self.audit)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = "http://127.0.0.1:%d" % server.server_address[1]

    def audit(self):
        self.audits += 1
        head = {"rampart": __version__, "hostname": "test", "kernel": "6.1", "python": "3.9"}
        return dict(head, summary={"pass": 0, "fail": 1}, results=[RESULT])

    def ask(self, path, data=None, content_type="application/json"):
        request = Request(self.url + path, data, {"Content-Type": content_type})
        with urlopen(request, timeout=10) as reply:
            return reply.headers, reply.read().decode("utf-8")

    def refused(self, *question):
        with self.assertRaises(HTTPError) as caught:
            self.ask(*question)
        caught.exception.close()
        return caught.exception.code

    def test_page_shows_the_report_and_nothing_of_it_is_markup(self):
        _, page = self.ask("/")
        self.assertIn("apt-get would install &lt;b&gt;bash&lt;/b&gt;", page)
        self.assertIn("0 pass, 1 fail", page)
        self.assertNotIn("$", page)

    def test_the_page_finds_what_it_asks_for(self):
        for path, content_type in [("rampart.css", "text/css"), ("rampart.js", "text/javascript")]:
            with self.subTest(path):
                self.assertIn("/frontend/" + path, self.ask("/")[1])
                headers, text = self.ask("/frontend/" + path)
                self.assertTrue(text)
                self.assertEqual(headers.get_content_type(), content_type)

    def test_api(self):
        self.assertEqual(json.loads(self.ask("/api/health")[1])["version"], __version__)
        self.assertEqual(json.loads(self.ask("/api/report?x=1")[1])["results"], [RESULT])
        self.assertEqual(json.loads(self.ask("/api/report/updates")[1]), RESULT)

    def test_an_audit_is_made_once_and_again_when_told(self):
        self.ask("/")
        self.ask("/api/report")
        self.assertEqual(self.audits, 1)
        self.ask("/api/audit", b"{}")
        self.assertEqual(self.audits, 2)

    def test_another_site_cannot_start_one(self):
        for content_type in ["text/plain", "application/x-www-form-urlencoded"]:
            with self.subTest(content_type):
                self.assertEqual(self.refused("/api/audit", b"{}", content_type), 415)
        self.assertEqual(self.audits, 0)

    def test_nothing_there(self):
        for path in ["/weather", "/api/report/weather", "/frontend/../pyproject.toml", "/frontend/"]:
            with self.subTest(path):
                self.assertEqual(self.refused(path), 404)
        self.assertEqual(self.refused("/api/weather", b"{}"), 404)

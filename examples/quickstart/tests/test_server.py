import json
import threading
import unittest
from unittest import mock
from urllib.error import HTTPError
from urllib.request import urlopen

from waypoint import __version__
from waypoint.facts import FACTS
from waypoint.server import Handler, answer, make_server


class AnswerTest(unittest.TestCase):
    def test_paths(self):
        for path, status in [("/health", 200), ("/facts", 200), ("/facts/os", 200),
                             ("/", 404), ("/facts/", 404), ("/facts/weather", 404)]:
            with self.subTest(path):
                self.assertEqual(answer(path)[0], status)


class ServerTest(unittest.TestCase):
    def setUp(self):
        quiet = mock.patch.object(Handler, "log_message")
        quiet.start()
        self.addCleanup(quiet.stop)
        server = make_server("127.0.0.1", 0)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = "http://127.0.0.1:%d" % server.server_address[1]

    def get(self, path):
        with urlopen(self.url + path, timeout=10) as reply:
            return json.load(reply)

    def test_health(self):
        self.assertEqual(self.get("/health"), {"status": "ok", "version": __version__})

    def test_facts(self):
        self.assertEqual(list(self.get("/facts?x=1")), list(FACTS))

    def test_nothing_there(self):
        with self.assertRaises(HTTPError) as caught:
            self.get("/weather")
        self.assertEqual(caught.exception.code, 404)
        caught.exception.close()

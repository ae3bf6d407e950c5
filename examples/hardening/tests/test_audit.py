import unittest
from unittest import mock

from core import audit as module
from core.audit import UnknownCheck, audit
from core.catalogue import CHECKS
from core.check import SEVERITIES, Check, passed
from core.tools import ToolError
from tests.fakes import HostTest


class CatalogueTest(unittest.TestCase):
    def test_entries_are_whole(self):
        ids = [check.id for check in CHECKS]
        self.assertEqual(len(ids), len(set(ids)))
        for check in CHECKS:
            with self.subTest(check.id):
                self.assertIn(check.severity, SEVERITIES)
                self.assertTrue(check.title and check.fix)


class AuditTest(HostTest):
    def test_an_empty_host_gives_a_whole_report(self):
        report = audit(host=self.host())
        self.assertEqual([result["id"] for result in report["results"]], [check.id for check in CHECKS])
        self.assertEqual(sum(report["summary"].values()), len(CHECKS))
        self.assertEqual(report["summary"]["error"], 0)

    def test_a_check_that_breaks_does_not_hide_the_others(self):
        def breaks(host):
            raise ToolError("apt-get ended with 1: it cannot")

        checks = (Check("a", "low", "A", breaks, "-"), Check("b", "low", "B", lambda host: passed("-"), "-"))
        with mock.patch.object(module, "CHECKS", checks):
            results = audit(host=self.host())["results"]
        self.assertEqual([result["status"] for result in results], ["error", "pass"])
        self.assertEqual(results[0]["detail"], "apt-get ended with 1: it cannot")

    def test_what_only_root_may_read_is_skipped(self):
        def is_closed(host):
            raise PermissionError(13, "Permission denied", "/etc/ssh/sshd_config.d/50.conf")

        checks = (Check("a", "low", "A", is_closed, "-"),)
        with mock.patch.object(module, "CHECKS", checks):
            (result,) = audit(host=self.host())["results"]
        said = "only root can tell: /etc/ssh/sshd_config.d/50.conf is not readable"
        self.assertEqual((result["status"], result["detail"]), ("skip", said))

    def test_only_what_failed_is_to_be_mended(self):
        self.write("/proc/sys/kernel/randomize_va_space", "0")
        self.write("/proc/sys/kernel/kptr_restrict", "1")
        results = audit(["kernel-aslr", "kernel-pointers"], self.host())["results"]
        self.assertEqual([result["fix"] is None for result in results], [False, True])

    def test_an_unknown_check(self):
        with self.assertRaisesRegex(UnknownCheck, "no such check: weather"):
            audit(["weather", "updates"], self.host())

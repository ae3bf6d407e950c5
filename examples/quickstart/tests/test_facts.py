import platform
import unittest

from waypoint.facts import FACTS, collect


class FactsTest(unittest.TestCase):
    def test_all_facts_are_told_in_order(self):
        self.assertEqual(list(collect()), list(FACTS))

    def test_named_facts_only(self):
        self.assertEqual(collect(["python"]), {"python": platform.python_version()})

    def test_an_unknown_name_is_refused(self):
        with self.assertRaises(KeyError):
            collect(["weather"])

    def test_sizes_are_positive(self):
        facts = collect(["cpus", "memory_mib", "disk_free_mib"])
        for name, value in facts.items():
            with self.subTest(name):
                self.assertGreater(value, 0)

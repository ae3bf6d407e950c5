import unittest

from core.environment import PRIVATE, get_clean_env


class CleanEnvTest(unittest.TestCase):
    def test_what_the_launcher_saved_is_restored(self):
        env = get_clean_env({"LD_LIBRARY_PATH": "/bundle/lib:/opt/x", "LD_LIBRARY_PATH_ORIG": "/opt/x"})
        self.assertEqual(env, {"LD_LIBRARY_PATH": "/opt/x"})

    def test_what_was_not_set_before_is_deleted(self):
        for name in PRIVATE:
            with self.subTest(name):
                self.assertEqual(get_clean_env({name: "/bundle/lib", "PATH": "/bin"}), {"PATH": "/bin"})

    def test_an_empty_value_was_set_and_stays(self):
        env = get_clean_env({"LD_LIBRARY_PATH": "/bundle/lib", "LD_LIBRARY_PATH_ORIG": ""})
        self.assertEqual(env, {"LD_LIBRARY_PATH": ""})

    def test_the_given_environment_is_left_alone(self):
        environ = {"LD_PRELOAD": "x.so"}
        get_clean_env(environ)
        self.assertEqual(environ, {"LD_PRELOAD": "x.so"})

    def test_extra_values_come_last(self):
        self.assertEqual(get_clean_env({"LC_ALL": "de_DE.UTF-8"}, LC_ALL="C"), {"LC_ALL": "C"})

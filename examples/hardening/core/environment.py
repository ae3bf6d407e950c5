"""The environment in which programs of the system are started.

The launcher of the bundle puts the bundle's own libraries in front of those of the box. That is right for
rampart and wrong for apt-get, dnf, zypper or oscap: they are linked against the newer libraries of the box and
die before their first line when they get ours. So every start of such a program goes through `get_clean_env`.
"""

import os

# What launchers of frozen programs, and shells around them, set for one program alone.
PRIVATE = (
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "PYTHONHOME",
    "PYTHONPATH",
    "SSL_CERT_FILE",
    "GI_TYPELIB_PATH",
    "QT_PLUGIN_PATH",
)


def get_clean_env(environ=None, **extra):
    """A copy of the environment as it was before the launcher, with `extra` on top.

    A launcher saves what it replaces as `<NAME>_ORIG`, and only if it was set. So a saved value is restored,
    and a name without one is deleted.
    """
    env = dict(os.environ if environ is None else environ)
    for name in PRIVATE:
        env.pop(name, None)
        original = env.pop(name + "_ORIG", None)
        if original is not None:
            env[name] = original
    env.update(extra)
    return env

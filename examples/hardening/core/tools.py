"""Starts programs of the system: the one place of rampart that does."""

import shutil
import subprocess

from core.environment import get_clean_env

# A package manager under emulation, with a cold cache, on a small box.
SECONDS = 300


class ToolError(Exception):
    """A program of the system could not do its work; the text holds all it said."""


def find_tool(name):
    """Path of a program, or None. Administrators' folders count, whoever asks."""
    path = get_clean_env().get("PATH", "")
    return shutil.which(name, path=path + ":/usr/local/sbin:/usr/sbin:/sbin")


def run_tool(argv, accept=(0,)):
    """Exit code and output of a program; raises ToolError for an exit code that is not accepted.

    Messages are in English, whatever the language of the host: they are read by rampart.
    """
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            errors="replace",
            timeout=SECONDS,
            env=get_clean_env(LC_ALL="C"),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolError("{} could not be run: {}".format(argv[0], error))
    if done.returncode not in accept:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing")
        raise ToolError("{} ended with {}: {}".format(" ".join(argv), done.returncode, said))
    return done.returncode, done.stdout

"""Files of `frontend/` and `templates/`, wherever rampart was started from: tree, wheel or archive."""

import os
from string import Template

import core

# Not made absolute: the loader of a zip archive knows its files by the path it was given itself.
ROOT = os.path.dirname(os.path.dirname(core.__file__))


def read_asset(folder, name):
    """Bytes of a file; raises OSError when it was not packed. The loader of a zip archive reads like a disk's."""
    return core.__spec__.loader.get_data(os.path.join(ROOT, folder, name))


def read_template(name):
    return Template(read_asset("templates", name).decode("utf-8"))

"""Facts of the machine: one function each, listed in FACTS.

A fact that cannot be told on this machine is None; it is shown as such and never left out, so that two
machines can be compared line by line.
"""

import os
import platform
import shutil
import socket


def os_name():
    """The name the distribution gives itself, from os-release(5)."""
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        try:
            with open(path, encoding="utf-8") as file:
                for line in file:
                    key, _, value = line.strip().partition("=")
                    if key == "PRETTY_NAME":
                        return value.strip("\"'")
        except OSError:
            continue
    return platform.system() or None


def libc():
    """Name and version of the C library, e.g. `glibc 2.36`."""
    return " ".join(platform.libc_ver()).strip() or None


def memory_mib():
    """Memory of the machine in MiB."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (OSError, ValueError):
        return None


def disk_free_mib():
    """Free space on the disk of the root folder in MiB."""
    return shutil.disk_usage("/").free // 2**20


def uptime_seconds():
    """Whole seconds since the machine was started; Linux only."""
    try:
        with open("/proc/uptime", encoding="ascii") as file:
            return int(float(file.read().split()[0]))
    except OSError:
        return None


# New fact: one function, one line here. Text output keeps this order.
FACTS = {
    "hostname": socket.gethostname,
    "os": os_name,
    "kernel": platform.release,
    "arch": platform.machine,
    "libc": libc,
    "python": platform.python_version,
    "cpus": os.cpu_count,
    "memory_mib": memory_mib,
    "disk_free_mib": disk_free_mib,
    "uptime_seconds": uptime_seconds,
}


def collect(names=()):
    """The named facts, or all of them; raises KeyError for a name that is no fact."""
    return {name: FACTS[name]() for name in names or FACTS}

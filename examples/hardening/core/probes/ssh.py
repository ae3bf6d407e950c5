"""Settings of sshd as sshd_config(5) says them: the first value of a keyword counts, `Match` blocks are left out."""

from core.check import failed, passed, skipped

# openSUSE keeps the distribution's file below /usr/etc; one in /etc comes before it.
CONFIGS = ("/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config")
INCLUDES_DEEP = 16


def ssh_setting(keyword, default, allowed):
    """The keyword, or the default of sshd where it is not set, has one of the allowed values."""

    def probe(host):
        config = host.first(*CONFIGS)
        if config is None:
            return skipped("there is no sshd_config")
        value = dict_of_first(settings(host, config)).get(keyword.lower(), default)
        said = "{} {}".format(keyword, value)
        return passed(said) if value.lower() in allowed else failed(said)

    return probe


def dict_of_first(pairs):
    """Of pairs with the same key, the first one stays."""
    return dict(reversed(list(pairs)))


def settings(host, name, depth=0):
    """Pairs of keyword (lower case) and value, in the order in which sshd reads them."""
    for line in host.read(name).splitlines():
        keyword, _, value = line.strip().replace("=", " ", 1).partition(" ")
        keyword, value = keyword.lower(), value.strip().strip('"')
        if keyword == "match":
            return
        if keyword == "include" and depth < INCLUDES_DEEP:
            yield from included(host, value, depth + 1)
        elif keyword and not keyword.startswith("#"):
            yield keyword, value


def included(host, patterns, depth):
    for pattern in patterns.split():
        # A relative name is looked for beside the file in /etc, wherever the including one stands.
        for name in host.glob(pattern if pattern.startswith("/") else "/etc/ssh/" + pattern):
            yield from settings(host, name, depth)

"""TCP ports on which something listens for the outside, from /proc/net/tcp and tcp6."""

from core.check import failed, passed, skipped

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
LISTEN = "0A"
# The kernel writes addresses as little-endian words: 127.x.x.x, ::1 and ::ffff:127.x.x.x.
LOOPBACK_V6 = "00000000000000000000000001000000"
MAPPED_V4 = "0000000000000000FFFF0000"


def listening_ports(allowed):
    """Nothing listens for other hosts but on the allowed ports."""

    def probe(host):
        tables = [name for name in TABLES if host.path(name).is_file()]
        if not tables:
            return skipped("there is no /proc/net/tcp")
        ports = sorted({port for name in tables for port in open_ports(host.read(name))})
        surplus = [port for port in ports if port not in allowed]
        if surplus:
            return failed("open to other hosts: {}".format(", ".join(map(str, surplus))))
        return passed("open to other hosts: {}".format(", ".join(map(str, ports)) or "nothing"))

    return probe


def open_ports(table):
    """Ports that listen on more than the loopback interface."""
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 3 and fields[3] == LISTEN:
            address, _, port = fields[1].partition(":")
            if not is_loopback(address):
                yield int(port, 16)


def is_loopback(address):
    v4 = address[len(MAPPED_V4):] if address.startswith(MAPPED_V4) else address
    return address == LOOPBACK_V6 or (len(v4) == 8 and v4.endswith("7F"))

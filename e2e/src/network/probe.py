# Tries every way out of the guest that it is told, and prints those on which somebody answered, a line each.
# Runs as root. argv: `tcp|udp|ping`, `host`, `port`, again and again.
import socket
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PATIENCE_S = 8
# A question for the address of `localhost`.
DNS = bytes.fromhex("abcd01000001000000000000096c6f63616c686f73740000010001")
# Echo request, identifier 7, sequence 1 (RFC 792), with its checksum.
ECHO = struct.pack("!BBHHH", 8, 0, 0xF7F7, 7, 1)


def configure():
    """What a guest that wants to get out would set by itself: routes, IPv6, and a way for multicasts."""
    device = next(name for _, name in socket.if_nameindex() if name != "lo")
    for line in (
        f"sysctl -q -w net.ipv6.conf.{device}.disable_ipv6=0",
        "ip route add default via 10.0.2.2",
        f"ip route add 224.0.0.0/4 dev {device}",
        f"ip -6 address add fec0::15/64 dev {device} nodad",
        f"ip -6 route add default via fec0::2 dev {device}",
    ):
        subprocess.run(line.split(), stderr=subprocess.DEVNULL, check=False)


def ask(family, kind, address, words, protocol=0):
    with socket.socket(family, kind, protocol) as asking:
        asking.settimeout(PATIENCE_S)
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asking.connect(address)
        if words is not None:
            asking.send(words)
            asking.recv(512)


def answers(way):
    how, host, port = way
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        if how == "tcp":
            ask(family, socket.SOCK_STREAM, (host, int(port)), None)
        elif how == "udp":
            ask(family, socket.SOCK_DGRAM, (host, int(port)), DNS)
        else:
            ask(family, socket.SOCK_RAW, (host, 0), ECHO, socket.IPPROTO_ICMP)
        return True
    except OSError:
        return False


configure()
ways = list(zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3]))
with ThreadPoolExecutor(len(ways)) as pool:
    for way, reached in zip(ways, pool.map(answers, ways)):
        if reached:
            print(*way)

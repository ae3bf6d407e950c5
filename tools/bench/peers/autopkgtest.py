"""Times a server of autopkgtest from its start to the end of the first command in its machine.

autopkgtest.py COMMAND...: prints seconds. The server speaks over its stdin and stdout, as README.virtualisation-server
of the package says.
"""

import subprocess
import sys
import time
from urllib.parse import unquote

began = time.monotonic()
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def hear():
    line = server.stdout.readline().split()
    if line[:1] != ["ok"]:
        sys.exit(f"It said {line}.")
    return line[1:]


def ask(request):
    server.stdin.write(request + "\n")
    server.stdin.flush()
    return hear()


hear()
ask("open")
words = ask("print-execute-command")[0].split(",")
subprocess.run([unquote(word) for word in words] + ["true"], check=True)
seconds = time.monotonic() - began
ask("quit")
server.wait()
print(seconds)

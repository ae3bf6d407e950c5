"""Times autopkgtest-virt-qemu from its start until it has found the shell of root in its machine.

autopkgtest.py COMMAND...: prints seconds. The server speaks over its stdin and stdout, as README.virtualisation-server
of the package says, and tells on stderr what it does. What it does after that is not waited for: it mounts a folder of
the host by 9p, which the kernels that Debian makes for clouds cannot.
"""

import os
import signal
import subprocess
import sys
import time

FOUND = "there already is a shell"

began = time.monotonic()
server = subprocess.Popen(
    sys.argv[1:],
    stdin=subprocess.PIPE,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.PIPE,
    text=True,
    start_new_session=True,
)
server.stdin.write("open\n")
server.stdin.flush()
said = []
for line in server.stderr:
    said.append(line)
    if FOUND in line:
        print(time.monotonic() - began)
        break
else:
    sys.exit("It found no shell:\n" + "".join(said))
# Its machine, too, which has its stderr.
os.killpg(server.pid, signal.SIGKILL)
server.wait()

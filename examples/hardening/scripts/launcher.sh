#!/bin/sh
# Starts rampart with the libraries that were packed with it, as launchers of frozen programs do: the folder
# `lib` comes first, and what LD_LIBRARY_PATH was before is kept in LD_LIBRARY_PATH_ORIG, only if it was set.
set -eu

here=$(dirname "$(readlink -f "$0")")

unset LD_LIBRARY_PATH_ORIG
if [ -n "${LD_LIBRARY_PATH+set}" ]; then
  export LD_LIBRARY_PATH_ORIG="$LD_LIBRARY_PATH"
fi
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

# AlmaLinux has a Python for its own tools even where no python3 is installed.
for python in python3 /usr/libexec/platform-python; do
  if command -v "$python" >/dev/null; then
    # -I: no PYTHONPATH and no user folder changes what was packed and tested.
    exec "$python" -I "$here/rampart.pyz" "$@"
  fi
done
echo "rampart needs Python 3.6 or newer, and this host has none" >&2
exit 127

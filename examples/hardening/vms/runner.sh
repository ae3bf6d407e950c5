#!/bin/sh
# The tests of rampart that run inside each Linux box.
#
# Given:   FLIGHTLINE_BOX        the name of the box
#          FLIGHTLINE_ARTIFACTS  the folder with the artifact
#          FLIGHTLINE_REPORTS    the folder that comes home
# Leaves:  junit.xml, audit.json and report.html in the report folder, as far as it came.
# Exit:    0 when all tests passed, else 1.
#
# Needs Linux, a POSIX shell and Python 3.6 or newer.
set -eu

: "${FLIGHTLINE_BOX:?must name the box}"
: "${FLIGHTLINE_ARTIFACTS:?must be the folder with the artifact}"
: "${FLIGHTLINE_REPORTS:?must be the folder for reports}"
export FLIGHTLINE_BOX FLIGHTLINE_ARTIFACTS FLIGHTLINE_REPORTS

# How long the server may take to come up, or to go. Emulated machines are slow.
SERVER_SECONDS=60
# As many checks as core/catalogue.py has.
CHECKS=16

work=$(mktemp -d)
server=''

finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# AlmaLinux has a Python for its own tools even where no python3 is installed.
python=$(command -v python3 || command -v /usr/libexec/platform-python || true)
if [ -z "$python" ]; then
  echo "Python 3 is missing in this box" >&2
  exit 1
fi

# --- the tests ------------------------------------------------------------------------------------------
# Each is a function that runs in a subshell under `set -e`; what it prints is shown when it fails.

rampart() { "$FLIGHTLINE_ARTIFACTS/rampart" "$@"; }

version_is_the_one_packed() {
  test "$(rampart --version)" = "rampart $(cat "$FLIGHTLINE_ARTIFACTS/VERSION")"
}

# Findings are no failure of rampart: a fresh box has some. A check that could not be made is one.
audit_comes_to_an_end() {
  code=0
  rampart audit --json >"$FLIGHTLINE_REPORTS/audit.json" || code=$?
  "$python" - "$FLIGHTLINE_REPORTS/audit.json" "$CHECKS" "$(uname -r)" <<'PYTHON'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
for result in report["results"]:
    if result["status"] == "error":
        print("%s: %s" % (result["id"], result["detail"]))
assert len(report["results"]) == int(sys.argv[2]), "number of checks"
assert report["kernel"] == sys.argv[3], "kernel"
assert report["summary"]["error"] == 0, "some checks could not be made"
PYTHON
  test "$code" -le 1
}

# The package manager is a program of the box and needs the libraries of the box.
package_manager_answers() {
  code=0
  rampart audit updates >"$work/updates.txt" || code=$?
  cat "$work/updates.txt"
  test "$code" -le 1
  ! grep -q '^skip' "$work/updates.txt"
}

unknown_check_is_refused() {
  code=0
  rampart audit weather 2>"$work/refusal.txt" || code=$?
  cat "$work/refusal.txt"
  grep -q 'no such check: weather' "$work/refusal.txt"
  test "$code" -eq 2
}

server_comes_up() {
  within "$SERVER_SECONDS" server_is_settled
  cat "$work/server.log"
  test -n "$(server_url)"
}

page_shows_the_report() {
  ask / "<h1>$(uname -n)</h1>" "$FLIGHTLINE_REPORTS/report.html"
  ask /frontend/rampart.css 'border-collapse'
  ask /frontend/rampart.js 'addEventListener'
}

api_answers() {
  ask /api/health '"status": "ok"'
  ask /api/report/updates '"severity": "high"'
}

server_goes_when_told() {
  kill "$server"
  within "$SERVER_SECONDS" server_is_gone
}

# --- what the tests use ---------------------------------------------------------------------------------

start_server() {
  "$FLIGHTLINE_ARTIFACTS/rampart" serve --port 0 >"$work/server.log" 2>&1 &
  server=$!
}

# The port is free because the system chose it; the server's first line tells which it is.
server_url() { sed -n 's/.* serves \(http:.*\)$/\1/p' "$work/server.log"; }

# Up or gone: both end the wait.
server_is_settled() { [ -n "$(server_url)" ] || server_is_gone; }

# A finished process stays in the table as a zombie (Z) until it is waited for.
server_is_gone() { ! grep -q '^State:[[:space:]]*[^Z]' "/proc/$server/status" 2>/dev/null; }

# ask PATH TEXT [FILE]: the answer is there and holds the text; it is kept in FILE.
ask() {
  url=$(server_url)
  if [ -z "$url" ]; then
    echo "there is no server to ask for $1"
    return 1
  fi
  "$python" - "$url$1" "$2" "${3:-/dev/null}" <<'PYTHON'
import sys, urllib.request
url, text, target = sys.argv[1:]
# The first page makes the audit, and that asks the package manager.
body = urllib.request.urlopen(url, timeout=300).read()
with open(target, "wb") as file:
    file.write(body)
found = text in body.decode("utf-8")
print(url, "holds" if found else "lacks", text)
sys.exit(0 if found else 1)
PYTHON
}

# within SECONDS COMMAND: polls until the command succeeds; fails when it has not by then.
within() {
  tries=$(($1 * 5))
  until "$2"; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ]; then
      echo "'$2' did not become true within $1 s"
      return 1
    fi
    sleep 0.2
  done
}

# --- running them and writing the report ----------------------------------------------------------------

now() { cut -d ' ' -f 1 /proc/uptime; }

# A function called in a condition has no `set -e`, so the subshell stands alone and `$?` decides.
run_test() {
  began=$(now)
  set +e
  (set -e; "$1") >"$work/$1.log" 2>&1
  code=$?
  set -e
  echo "$1 $code $began $(now)" >>"$work/results"
  if [ "$code" -eq 0 ]; then
    echo "  ok      $1"
  else
    echo "  FAILED  $1"
    sed 's/^/          | /' "$work/$1.log"
  fi
}

# Exits with 0 when all tests passed, else 1.
write_junit() {
  "$python" - "$work" <<'PYTHON'
import os, re, sys
from pathlib import Path
from xml.etree import ElementTree as xml

work, box = Path(sys.argv[1]), os.environ["FLIGHTLINE_BOX"]
lines = [line.split() for line in (work / "results").read_text().splitlines()]
suite = xml.Element("testsuite", name="rampart", hostname=box, tests=str(len(lines)), errors="0", skipped="0")
failures, total = 0, 0.0
for name, code, began, ended in lines:
    seconds = float(ended) - float(began)
    total += seconds
    case = xml.SubElement(suite, "testcase", classname="rampart." + box, name=name, time="%.2f" % seconds)
    if code != "0":
        failures += 1
        log = (work / (name + ".log")).read_text(encoding="utf-8", errors="replace").strip()
        # XML has no way to write the other control characters.
        text = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "?", log) or "It said nothing."
        xml.SubElement(case, "failure", message=text.splitlines()[-1]).text = text
suite.set("failures", str(failures))
suite.set("time", "%.2f" % total)
root = xml.Element("testsuites")
root.append(suite)
target = Path(os.environ["FLIGHTLINE_REPORTS"]) / "junit.xml"
xml.ElementTree(root).write(str(target), encoding="utf-8", xml_declaration=True)
print("%d of %d tests passed in %.1f s" % (len(lines) - failures, len(lines), total))
sys.exit(1 if failures else 0)
PYTHON
}

mkdir -p "$FLIGHTLINE_REPORTS"
echo "rampart on $FLIGHTLINE_BOX ($(uname -sr), $("$python" --version))"
run_test version_is_the_one_packed
run_test audit_comes_to_an_end
run_test package_manager_answers
run_test unknown_check_is_refused
start_server
run_test server_comes_up
run_test page_shows_the_report
run_test api_answers
run_test server_goes_when_told
write_junit

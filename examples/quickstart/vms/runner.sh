#!/bin/sh
# The tests of waypoint that run inside each box.
#
# Given:   FLIGHTLINE_BOX        the name of the box
#          FLIGHTLINE_ARTIFACTS  the folder with the artifact
#          FLIGHTLINE_REPORTS    the folder that comes home
# Leaves:  junit.xml and report.json in the report folder, also when tests fail.
# Exit:    0 when all tests passed, else 1.
#
# Needs Linux, a POSIX shell and python3 (3.9 or newer).
set -eu

: "${FLIGHTLINE_BOX:?must name the box}"
: "${FLIGHTLINE_ARTIFACTS:?must be the folder with the artifact}"
: "${FLIGHTLINE_REPORTS:?must be the folder for reports}"
export FLIGHTLINE_BOX FLIGHTLINE_ARTIFACTS FLIGHTLINE_REPORTS

# How long the server may take to come up, or to go. Emulated machines are slow.
SERVER_SECONDS=60

if ! command -v python3 >/dev/null; then
  echo "python3 is missing in this box" >&2
  exit 1
fi

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

# --- the tests ------------------------------------------------------------------------------------------
# Each is a function that runs in a subshell under `set -e`; what it prints is shown when it fails.

waypoint() { python3 "$FLIGHTLINE_ARTIFACTS/waypoint.pyz" "$@"; }

version_is_the_one_packed() {
  test "$(waypoint --version)" = "waypoint $(cat "$FLIGHTLINE_ARTIFACTS/VERSION")"
}

text_names_this_machine() {
  waypoint show >"$work/facts.txt"
  cat "$work/facts.txt"
  grep -q "^hostname  *$(uname -n)\$" "$work/facts.txt"
}

json_tells_the_truth() {
  waypoint show --json >"$work/facts.json"
  cat "$work/facts.json"
  python3 - "$work/facts.json" "$(uname -r)" <<'PYTHON'
import json, platform, sys
with open(sys.argv[1], encoding="utf-8") as file:
    facts = json.load(file)
assert facts["kernel"] == sys.argv[2], "kernel"
assert facts["python"] == platform.python_version(), "python"
assert facts["cpus"] >= 1 and facts["memory_mib"] > 0, "size of the machine"
assert None not in facts.values(), "a fact is unknown"
PYTHON
}

unknown_fact_is_refused() {
  code=0
  waypoint show weather 2>"$work/refusal.txt" || code=$?
  cat "$work/refusal.txt"
  grep -q 'no such fact: weather' "$work/refusal.txt"
  test "$code" -eq 2
}

server_comes_up() {
  within "$SERVER_SECONDS" server_is_settled
  cat "$work/server.log"
  test -n "$(server_url)"
}

server_answers() {
  ask /health 200 '"status": "ok"' /facts 200 '"kernel"' /facts/hostname 200 "$(uname -n)"
}

server_knows_what_it_has_not() {
  ask /weather 404 'nothing at /weather'
}

server_goes_when_told() {
  kill "$server"
  within "$SERVER_SECONDS" server_is_gone
}

# --- what the tests use ---------------------------------------------------------------------------------

start_server() {
  python3 "$FLIGHTLINE_ARTIFACTS/waypoint.pyz" serve --port 0 >"$work/server.log" 2>&1 &
  server=$!
}

# The port is free because the system chose it; the server's first line tells which it is.
server_url() { sed -n 's/.* serves \(http:.*\)$/\1/p' "$work/server.log"; }

# Up or gone: both end the wait.
server_is_settled() { [ -n "$(server_url)" ] || server_is_gone; }

# A finished process stays in the table as a zombie (Z) until it is waited for.
server_is_gone() { ! grep -q '^State:[[:space:]]*[^Z]' "/proc/$server/status" 2>/dev/null; }

# ask PATH STATUS TEXT [PATH STATUS TEXT]...: each path answers with that status and holds that text. One process asks
# for all of them: Python takes a second to start in an emulated machine.
ask() {
  url=$(server_url)
  if [ -z "$url" ]; then
    echo "there is no server to ask for $1"
    return 1
  fi
  python3 - "${url#http://}" "$@" <<'PYTHON'
import http.client, sys
address, *asked = sys.argv[1:]
wrong = 0
for path, status, text in zip(asked[::3], asked[1::3], asked[2::3]):
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read().decode()
    print(reply.status, path, body)
    if reply.status != int(status) or text not in body:
        wrong += 1
sys.exit(wrong)
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

# --- running them and writing the reports ---------------------------------------------------------------

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
write_reports() {
  mkdir -p "$FLIGHTLINE_REPORTS"
  python3 - "$work" <<'PYTHON'
import json, os, re, sys
from pathlib import Path
from xml.etree import ElementTree as xml

work, box = Path(sys.argv[1]), os.environ["FLIGHTLINE_BOX"]
artifacts, reports = (Path(os.environ["FLIGHTLINE_" + name]) for name in ("ARTIFACTS", "REPORTS"))

tests = []
for line in (work / "results").read_text().splitlines():
    name, code, began, ended = line.split()
    log = (work / (name + ".log")).read_text(encoding="utf-8", errors="replace")
    tests.append({
        "name": name,
        "passed": code == "0",
        "seconds": round(float(ended) - float(began), 2),
        # XML has no way to write the other control characters.
        "output": re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "?", log),
    })
failures = sum(not test["passed"] for test in tests)
seconds = sum(test["seconds"] for test in tests)

suite = xml.Element("testsuite", name="waypoint", hostname=box, tests=str(len(tests)),
                    failures=str(failures), errors="0", skipped="0", time="%.2f" % seconds)
for test in tests:
    case = xml.SubElement(suite, "testcase", classname="waypoint." + box, name=test["name"],
                          time="%.2f" % test["seconds"])
    if not test["passed"]:
        lines = test["output"].strip().splitlines() or ["It said nothing."]
        xml.SubElement(case, "failure", message=lines[-1]).text = test["output"]
root = xml.Element("testsuites")
root.append(suite)
xml.ElementTree(root).write(str(reports / "junit.xml"), encoding="utf-8", xml_declaration=True)

try:
    facts = json.loads((work / "facts.json").read_text())
except (OSError, ValueError):
    facts = None
try:
    version = (artifacts / "VERSION").read_text().strip()
except OSError:
    version = None
report = {"box": box, "version": version, "passed": failures == 0, "tests": tests, "facts": facts}
(reports / "report.json").write_text(json.dumps(report, indent=2) + "\n")

print("%d of %d tests passed in %.1f s" % (len(tests) - failures, len(tests), seconds))
sys.exit(1 if failures else 0)
PYTHON
}

echo "waypoint on $FLIGHTLINE_BOX ($(uname -sr), $(python3 --version))"
run_test version_is_the_one_packed
run_test text_names_this_machine
run_test json_tells_the_truth
run_test unknown_fact_is_refused
start_server
run_test server_comes_up
run_test server_answers
run_test server_knows_what_it_has_not
run_test server_goes_when_told
write_reports

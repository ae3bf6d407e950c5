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
  read -r version <"$FLIGHTLINE_ARTIFACTS/VERSION"
  test "$(waypoint --version)" = "waypoint $version"
}

text_names_this_machine() {
  waypoint show >"$work/facts.txt"
  cat "$work/facts.txt"
  grep -q "^hostname  *$(uname -n)\$" "$work/facts.txt"
}

json_tells_the_truth() {
  said=$(waypoint show --json)
  echo "$said" | tee "$work/facts.json"
  says "\"kernel\": \"$(uname -r)\""
  says "\"python\": \"${python#Python }\""
  says '"cpus": [1-9]'
  says '"memory_mib": [1-9]'
  ! says null >/dev/null || fail 'a fact is unknown'
}

unknown_fact_is_refused() {
  code=0
  said=$(waypoint show weather 2>&1) || code=$?
  echo "$said"
  test "$code" -eq 2
  says 'no such fact: weather'
}

server_comes_up() {
  within "$SERVER_SECONDS" server_is_settled
  cat "$work/server.out" "$work/server.err"
  server_is_up
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
# What the shell can do starts no program: each costs time in an emulated machine, and while the server comes up its
# time, too.

fail() {
  echo "$1"
  return 1
}

# says PATTERN: $said holds it, a pattern as `case` has them.
says() {
  case $said in *$1*) ;; *) fail "it does not say $1" ;; esac
}

start_server() {
  python3 "$FLIGHTLINE_ARTIFACTS/waypoint.pyz" serve --port 0 >"$work/server.out" 2>"$work/server.err" &
  server=$!
}

# The port is free because the system chose it; the server's first line tells which it is.
server_is_up() {
  { read -r said <"$work/server.out"; } 2>/dev/null || return 1
  says ' serves http://' >/dev/null || return 1
  address=${said##*http://}
}

# A finished process stays in the table as a zombie (Z) until it is waited for.
server_is_gone() {
  { read -r _ _ state _ <"/proc/$server/stat"; } 2>/dev/null || return 0
  [ "$state" = Z ]
}

# Up or gone: both end the wait.
server_is_settled() { server_is_up || server_is_gone; }

# ask PATH STATUS TEXT [PATH STATUS TEXT]...: each path answers with that status, and with JSON that holds that text. One
# process asks for all of them: Python takes a second to start in an emulated machine.
ask() {
  server_is_up || fail "there is no server to ask for $1"
  python3 - "$address" "$@" <<'PYTHON'
import http.client, json, sys
address, *asked = sys.argv[1:]
wrong = 0
for path, status, text in zip(asked[::3], asked[1::3], asked[2::3]):
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read().decode()
    print(reply.status, path, body)
    json.loads(body)
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
      fail "'$2' did not become true within $1 s"
    fi
    sleep 0.2
  done
}

# --- running them and writing the reports ---------------------------------------------------------------

# Seconds since the machine was started, as $uptime.
now() { read -r uptime _ </proc/uptime; }

# A function called in a condition has no `set -e`, so the subshell stands alone and `$?` decides.
run_test() {
  now
  began=$uptime
  set +e
  (set -e; "$1") >"$work/$1.log" 2>&1
  code=$?
  set -e
  now
  echo "$1 $code $began $uptime" >>"$work/results"
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
from xml.etree import ElementTree as xml

work, box = sys.argv[1], os.environ["FLIGHTLINE_BOX"]
artifacts, reports = (os.environ["FLIGHTLINE_" + name] for name in ("ARTIFACTS", "REPORTS"))

def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
        return file.read()

tests = []
for line in read(work, "results").splitlines():
    name, code, began, ended = line.split()
    log = read(work, name + ".log")
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
xml.ElementTree(root).write(os.path.join(reports, "junit.xml"), encoding="utf-8", xml_declaration=True)

try:
    facts = json.loads(read(work, "facts.json"))
except (OSError, ValueError):
    facts = None
try:
    version = read(artifacts, "VERSION").strip()
except OSError:
    version = None
report = {"box": box, "version": version, "passed": failures == 0, "tests": tests, "facts": facts}
with open(os.path.join(reports, "report.json"), "w") as file:
    file.write(json.dumps(report, indent=2) + "\n")

print("%d of %d tests passed in %.1f s" % (len(tests) - failures, len(tests), seconds))
sys.exit(1 if failures else 0)
PYTHON
}

python=$(python3 --version)
echo "waypoint on $FLIGHTLINE_BOX ($(uname -sr), $python)"
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

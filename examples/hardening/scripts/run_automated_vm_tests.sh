#!/usr/bin/env bash
# Runs the tests of rampart on the machines of vms/Vagrantfile, one after the other, and writes what they printed
# to vms/artifacts. This is how a release is validated by hand; `nx run hardening:validate` does it without.
#
#   scripts/run_automated_vm_tests.sh                     every machine
#   scripts/run_automated_vm_tests.sh ubuntu22 debian12   these
#   KEEP=1 scripts/run_automated_vm_tests.sh ubuntu22     and leave the machine running
#
# Needs Vagrant with a provider, ssh, and an artifact in dist/artifact. Exit: 0 when every machine passed.
set -euo pipefail

BOXES=(ubuntu18 ubuntu22 ubuntu24 debian12 almalinux opensuse windows)

# Seconds until a machine is up; the first time its box is downloaded.
declare -A UP_SECONDS=([opensuse]=1200 [windows]=2400)
UP_SECONDS_OF_OTHERS=900
RUN_SECONDS=900

# Machines that cannot be tested, and why.
declare -A SKIPPED=([windows]='there are no tests for Windows yet')

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifact=$root/dist/artifact
logs=$root/vms/artifacts/logs
reports=$root/vms/artifacts/reports
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root/vms"

die() {
  echo "$*" >&2
  exit 2
}

check_names() {
  local box
  for box in "$@"; do
    [[ " ${BOXES[*]} " == *" $box "* ]] || die "no such machine: $box (there are: ${BOXES[*]})"
  done
}

# One connection file for each machine: 'vagrant ssh' takes seconds each time, ssh does not.
connect() {
  vagrant ssh-config "$1" >"$work/$1.ssh"
}

on() {
  local box=$1
  shift
  ssh -F "$work/$box.ssh" "$box" "$@"
}

bring_up() {
  timeout "${UP_SECONDS[$1]:-$UP_SECONDS_OF_OTHERS}" vagrant up "$1" </dev/null && connect "$1"
}

# Called in a condition, where `set -e` does not hold: hence the chain.
push() {
  on "$1" 'sudo install -d -m 777 /mnt/artifacts /mnt/reports' </dev/null &&
    tar -C "$artifact" -cf - . | on "$1" 'tar -C /mnt/artifacts -xf -' &&
    on "$1" 'cat >/tmp/runner.sh' <runner.sh
}

run_tests() {
  local given="FLIGHTLINE_BOX=$1 FLIGHTLINE_ARTIFACTS=/mnt/artifacts FLIGHTLINE_REPORTS=/mnt/reports"
  timeout "$RUN_SECONDS" ssh -F "$work/$1.ssh" "$1" "$given sh /tmp/runner.sh" </dev/null
}

pull() {
  mkdir -p "$reports/$1" &&
    on "$1" 'tar -C /mnt/reports -cf - .' </dev/null | tar -C "$reports/$1" -xf -
}

tear_down() {
  [[ -n ${KEEP:-} ]] || vagrant destroy --force "$1"
}

# Prints one word. Reports come home also when tests fail, and the machine goes whatever happens.
test_box() {
  local box=$1 log=$logs/$1_run.log outcome=passed
  {
    if bring_up "$box" && push "$box"; then
      run_tests "$box" >"$log" 2>&1 || outcome=failed
      pull "$box" || outcome="$outcome, reports lost"
    else
      outcome='no machine'
    fi
    tear_down "$box" || outcome="$outcome, still running"
  } >"$logs/${box}_vagrant.log" 2>&1
  echo "$outcome"
}

main() {
  local box failed=0
  local -a chosen=("$@")
  local -A outcomes=()
  ((${#chosen[@]})) || chosen=("${BOXES[@]}")
  check_names "${chosen[@]}"
  [[ -x $artifact/rampart ]] || die "there is no artifact in $artifact; build it first"
  mkdir -p "$logs" "$reports"

  for box in "${chosen[@]}"; do
    echo "== $box"
    if [[ -n ${SKIPPED[$box]:-} ]]; then
      outcomes[$box]="skipped: ${SKIPPED[$box]}"
    else
      outcomes[$box]=$(test_box "$box")
    fi
  done

  echo
  for box in "${chosen[@]}"; do
    printf '%-10s %s\n' "$box" "${outcomes[$box]}"
    [[ ${outcomes[$box]} == passed || ${outcomes[$box]} == skipped:* ]] || failed=1
  done
  return "$failed"
}

main "$@"

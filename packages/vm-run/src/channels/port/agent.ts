// The guest's side of a port channel: a shell, setsid, cat, and a dd that knows iflag=fullblock. A port is a plain
// byte stream without a way to say "end", and can be opened once only. So each line of a port has two of them, opened
// by one shell for good: `talk` brings requests and input and takes what commands write to stderr, `out` takes their
// stdout. Marks of the same form as those of a command (../shell/marks.ts) say where a request begins, on `talk`, and
// ends, on both.
//
// An emulated guest needs 40 ms for each program it starts, and a clone that has just begun to run twice that. So all
// that a line's first command needs has been started when a template is frozen, and waits; after it, a line starts that
// when a request comes, so that nothing of ours runs beside what a box is there for.

import type { Script } from '../shell';

/** Ports of a line: 3 is `talk`, 4 is `out`. */
const MARK = String.raw`mark() { printf '\036%s %s %d\n' "$word" "$@" >&3; }
mark_end() { mark end "$1"; printf '\036%s end %d\n' "$word" "$1" >&4; }`;

/** Reads into `code` up to the line that is the word; fails when the input ends before that. */
const READ_CODE = String.raw`read_code() {
  code=
  while IFS= read -r line; do
    [ "$line" = "$word" ] && return
    code="$code$line
"
  done
  return 1
}`;

/**
 * A line whose requests are code for its own shell. A request is the word, the code, the word again, each of them lines.
 * The code is run by a child of the shell and may use what the shell has. Ends when the host closes the port.
 */
export const SHELL_LINE = String.raw`
${MARK}
${READ_CODE}
while read -r word <&3 && read_code <&3; do
  mark begin $$
  (eval "$code") </dev/null 2>&3 >&4 3>&- 4>&-
  mark_end $?
done
`;

/** Leads a session of its own: takes a request from its input and runs its code, which reads what comes after it. */
const LEADER = String.raw`
unset word code line
${READ_CODE}
read -r word && read_code && eval "$code"
`;

/**
 * A line whose requests are commands. A request is `<word> <input>`, the code, the word, each of them lines; where
 * `<input>` is `chunks` there follow chunks of `<bytes>`, a newline and that many bytes, and `0` after the last. The
 * word comes once more at the end, for the shell of the line. The code leads a session of its own. What it leaves in the
 * background holds a pipe and never the port, so that whoever ends the `cat -u` has the port back.
 */
export const COMMAND_LINE = String.raw`
leader='${LEADER}'
${MARK}
${READ_CODE}
# A chunk is read whole before any of it is passed on: the command may have enough before its input ends, and the rest
# must not be taken for a request.
pass_chunks() {
  while read -r size && [ "$size" -gt 0 ]; do dd bs="$size" count=1 iflag=fullblock 2>/dev/null; done
}
pass_request() {
  # The command may be gone at any time, and the request has to be read to its end.
  trap '' PIPE
  [ -n "$word" ] || read -r word input || exit
  read_code || exit
  mark begin $$
  printf '%s\n%s%s\n' "$word" "$code" "$word"
  [ "$input" = none ] || pass_chunks
}
carry() {
  {
    pass_request <&3 | setsid /bin/sh -c "$leader" 2>&1 >&5 3>&- 4>&- 5>&- | cat -u >&3 5>&-
  } 5>&1 | cat -u >&4
}
word= input=
carry
while read -r word rest <&3 && [ -z "$rest" ]; do
  mark_end 0
  read -r word input <&3 || exit
  carry
done
`;

/** Ends what keeps the line of a port whose shell is $1 from being free. POSIX sh and Linux's /proc, as root. */
export const freeLine = (shell: number): string => String.raw`
for process in /proc/[0-9]*; do
  { read -r stat <"$process/stat" && read -r words <"$process/cmdline"; } 2>/dev/null || :
  [ "$words" = cat-u ] || continue
  set -- ${'${stat##*) }'}
  [ "$4" = ${shell} ] && kill -KILL "${'${process##*/}'}"
done
:`;

/** What the lines of a machine are for, in their order. Those of commands are so many that a warm run needs none twice. */
export const PORT_LINES = ['shell', 'root', 'root', 'user', 'user', 'user'] as const;

/** `shell` is root's. */
export type PortLineKind = (typeof PORT_LINES)[number];

/** What the ports of a line are called in the guest. */
export const portNames = (line: number): { talk: string; out: string } => ({
  talk: `flightline.${line}.talk`,
  out: `flightline.${line}.out`,
});

/** $1 is the nonce, $2 `SHELL_LINE`, $3 `COMMAND_LINE`. */
const START = String.raw`
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
# What a shell starts with & ignores SIGINT, and all its children do; so does a command then, which is no good for a test
# of that. Not every setsid can fork.
fork=-f
setsid -f true 2>/dev/null || fork=
start() { if [ -n "$fork" ]; then "$@"; else "$@" & fi; }
find_port() {
  for port in /sys/class/virtio-ports/*; do
    read -r name <"$port/name" || continue
    [ "$name" = "$1" ] && echo "/dev/${'${port##*/}'}" && return
  done
  return 69
}
[ -d /sys/class/virtio-ports ] || as_root modprobe virtio_console
unset SSH_CLIENT SSH_CONNECTION SSH_TTY OLDPWD
open='nonce=$4; exec 3<>"$1" 4>"$2"; eval "$3"'
shell=$2 command=$3 nonce=$1
line=0
for kind in ${PORT_LINES.join(' ')}; do
  talk=$(find_port "flightline.$line.talk") && out=$(find_port "flightline.$line.out") || exit 69
  set -- sh -c "$open" sh "$talk" "$out"
  case $kind in
    shell) start as_root setsid $fork "$@" "$shell" "$nonce" </dev/null >/dev/null 2>&1 ;;
    root) start as_root setsid $fork "$@" "$command" </dev/null >/dev/null 2>&1 ;;
    user)
      [ -w "$talk" ] && [ -w "$out" ] || as_root chown "$(id -u)" "$talk" "$out" || exit 69
      start setsid $fork "$@" "$command" </dev/null >/dev/null 2>&1
      ;;
  esac
  line=$((line + 1))
done
`;

/**
 * Starts a shell on each line of the ports, for the user who runs it; root's own has the variable `nonce`. Ends with 69
 * (EX_UNAVAILABLE of sysexits.h) when the guest has no such ports.
 */
export const startAgent = (nonce: string): Script => ({
  script: START,
  words: [nonce, SHELL_LINE, COMMAND_LINE],
});

// The guest's side of a port channel: shell words only, so that any guest with a shell can have it. A port is a plain
// byte stream without a way to say "end", and can be opened once only. So each line of a port has two of them, opened
// by one shell for good: `talk` brings requests and input and takes what commands write to stderr, `out` takes their
// stdout. Marks of the same form as those of a command (../shell/marks.ts) say where the output of a request begins
// and ends.

/**
 * Carries one request out. $0 is its word, $1 the line; 3 is `talk`, 4 is `out`. What the line leaves in the background
 * holds a pipe and never the port itself, so that whoever ends this session has the port back.
 */
const REQUEST = String.raw`
printf '\036%s begin %d\n' "$0" "$$" >&3
printf '\036%s begin %d\n' "$0" "$$" >&4
{ { setsid sh -c "$1" 2>&1 >&5 3>&- 4>&- 5>&- | cat >&3 5>&-; } 5>&1 | cat >&4; }
`;

/**
 * One line of a port. A request is `<word> <input> <bytes>`, a newline and that many bytes of a shell line; with
 * input `chunks` there follow chunks of `<bytes>`, a newline and that many bytes, and `0` at the end. Ends when
 * the host closes the port.
 */
const LINE = String.raw`
chunks() { while read -r size && [ "$size" -gt 0 ]; do head -c "$size"; done; }
# The command may have enough before its input ends; the rest must not be taken for a request.
all() { cat; cat >/dev/null; }
while read -r word input size <&3; do
  line=$(head -c "$size" <&3)
  case $input in
    chunks) chunks <&3 | all | setsid sh -c "$REQUEST" "$word" "$line" ;;
    *) setsid sh -c "$REQUEST" "$word" "$line" </dev/null ;;
  esac
  printf '\036%s end 0\n' "$word" >&4
  printf '\036%s end 0\n' "$word" >&3
done
`;

/** POSIX sh for one line of a port, with fd 3 and 4 open. */
export const PORT_LINE = `REQUEST=${quote(REQUEST)}\n${LINE}`;

/** How many lines a machine has. */
export const PORT_LINES = 5;

/** What the ports of a line are called in the guest. */
export const portNames = (line: number): { talk: string; out: string } => ({
  talk: `flightline.${line}.talk`,
  out: `flightline.${line}.out`,
});

/**
 * POSIX sh that finds the ports and starts a shell on each line of them, as the user who runs it. $1 is the nonce that
 * later commands see as FLIGHTLINE_NONCE, $2 the number of lines. Ends with 69 (EX_UNAVAILABLE of sysexits.h) when the
 * guest has no such ports.
 */
export const START_AGENT = String.raw`
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
find_port() {
  for port in /sys/class/virtio-ports/*; do
    read -r name <"$port/name" || continue
    [ "$name" = "$1" ] && echo "/dev/${'${port##*/}'}" && return
  done
  return 69
}
[ -d /sys/class/virtio-ports ] || as_root modprobe virtio_console
unset SSH_CLIENT SSH_CONNECTION SSH_TTY OLDPWD
export FLIGHTLINE_NONCE="$1"
line=0
while [ "$line" -lt "$2" ]; do
  talk=$(find_port "flightline.$line.talk") && out=$(find_port "flightline.$line.out") || exit 69
  [ -w "$talk" ] && [ -w "$out" ] || as_root chown "$(id -u)" "$talk" "$out" || exit 69
  setsid sh -c "$3" 3<>"$talk" 4>"$out" </dev/null >/dev/null 2>&1 &
  line=$((line + 1))
done
`;

function quote(script: string): string {
  return `'${script.replaceAll("'", `'\\''`)}'`;
}

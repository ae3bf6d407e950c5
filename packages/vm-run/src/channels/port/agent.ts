// The guest's side of a port channel: a shell, setsid, cat, and a dd that knows iflag=fullblock. A port is a plain
// byte stream without a way to say "end", and can be opened once only. So each line of a port has two of them, opened
// by one shell for good: `talk` brings requests and input and takes what commands write to stderr, `out` takes their
// stdout. Marks of the same form as those of a command (../shell/marks.ts) say where the output of a request begins
// and ends. Each program started costs an emulated guest 30 ms, so words of the shell are preferred.

/**
 * One line of a port: 3 is `talk`, 4 is `out`. A request is one line `<word> <how> <code>`, the code escaped for
 * printf's %b and ended by a dot; with `chunks` there follow chunks of `<bytes>`, a newline and that many bytes, and
 * `0` at the end. Ends when the host closes the port.
 *
 * - `self`: the code is run by this shell, as a child of it.
 * - `none`, `chunks`: the code is the words of a command, which leads a session of its own; without and with input. What
 *   it leaves in the background holds a pipe and never the port, so that whoever ends the `cat -u` has the port back.
 */
export const PORT_LINE = String.raw`
mark() { printf '\036%s %s %d\n' "$word" "$@" >&4; printf '\036%s %s %d\n' "$word" "$@" >&3; }
# A chunk is read whole before any of it is passed on: the command may have enough before its input ends, and the rest
# must not be taken for a request.
chunks() {
  while read -r size && [ "$size" -gt 0 ]; do dd bs="$size" count=1 iflag=fullblock 2>/dev/null; done
}
carry() {
  { { eval "exec setsid $code" 2>&1 >&5 3>&- 4>&- 5>&- | cat -u >&3 5>&-; } 5>&1 | cat -u >&4; }
}
while read -r word how code <&3; do
  code=$(printf %b "$code")
  code=${'${code%.}'}
  mark begin $$
  case $how in
    self) (eval "$code") </dev/null 2>&3 >&4 3>&- 4>&- ;;
    none) carry </dev/null ;;
    chunks) chunks <&3 | carry ;;
  esac
  mark end $?
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

/** Lines whose shells are root's, the first of all. */
export const ROOT_LINES = 2;

/** How many lines a machine has; those that are not root's belong to the user of the machine. */
export const PORT_LINES = 5;

/** What the ports of a line are called in the guest. */
export const portNames = (line: number): { talk: string; out: string } => ({
  talk: `flightline.${line}.talk`,
  out: `flightline.${line}.out`,
});

/**
 * POSIX sh that starts a shell on each line of the ports, for the user who runs it. $1 is the nonce, which root's lines
 * have as `nonce`; $2 is `PORT_LINE`. Ends with 69 (EX_UNAVAILABLE of sysexits.h) when the guest has no such ports.
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
open='nonce=$4; exec 3<>"$1" 4>"$2"; eval "$3"'
line=0
while [ "$line" -lt ${PORT_LINES} ]; do
  talk=$(find_port "flightline.$line.talk") && out=$(find_port "flightline.$line.out") || exit 69
  if [ "$line" -lt ${ROOT_LINES} ]; then
    as_root setsid sh -c "$open" sh "$talk" "$out" "$2" "$1" </dev/null >/dev/null 2>&1 &
  else
    [ -w "$talk" ] && [ -w "$out" ] || as_root chown "$(id -u)" "$talk" "$out" || exit 69
    setsid sh -c "$open" sh "$talk" "$out" "$2" </dev/null >/dev/null 2>&1 &
  fi
  line=$((line + 1))
done
`;

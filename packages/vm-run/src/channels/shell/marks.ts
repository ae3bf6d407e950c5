// What carries a command into a guest has a status of its own: ssh says 255 for a connection that died and for a
// command that exits 255. And it stays for as long as any child of the command holds its output. So two marks on stderr
// around the command name its session and its exit status; a random word keeps them apart from what the command prints.

/** POSIX sh: marks around a command. The shell leads a session of its own, so $$ is the session's id. */
export const marked = (word: string, command: string): string => String.raw`${begin(word)}
${command}
${end(word, '"$?"')} >&2`;

/** The same for streams of which one may be far behind the other: the second mark stands in stdout, too. */
export const markedInBoth = (word: string, command: string): string => String.raw`${begin(word)}
${command}
status=$?
${end(word, '"$status"')}
${end(word, '"$status"')} >&2`;

const begin = (word: string) => String.raw`printf '\036${word} begin %d\n' "$$" >&2`;
const end = (word: string, status: string) => String.raw`printf '\036${word} end %d\n' ${status}`;

/** TERM for every process of session $1, after at most $2 fifths of a second KILL. POSIX sh and Linux's /proc. */
export const END_SESSION = String.raw`
session=$1 left=$2
# To look at all processes takes long where each byte that a shell reads is a call of the kernel. As long as no number
# was given twice, what a session has begun has a greater one than its leader. Unless it was told so, no Linux has less
# than 4096 of them (PID_MAX_DEFAULT of linux/threads.h); a shell cannot read how many there are, byte by byte.
from=$session
while read -r name count rest && [ "$name" != processes ]; do :; done </proc/stat
[ "$name" = processes ] && [ "$count" -lt 4096 ] || from=0
members() {
  for process in /proc/[0-9]*; do
    [ "${'${process##*/}'}" -ge "$from" ] || continue
    { read -r line <"$process/stat"; } 2>/dev/null || continue
    fields=${'${line##*) }'}
    case $fields in Z*) continue ;; esac
    set -- $fields
    [ "$4" = "$session" ] && printf '%s ' "${'${line%% *}'}"
  done
}
send() { kill -"$1" $pids 2>/dev/null || sudo -n kill -"$1" $pids 2>/dev/null; }
pids=$(members)
[ -z "$pids" ] && exit
send TERM
while [ "$left" -gt 0 ]; do
  sleep 0.2
  pids=$(members)
  [ -z "$pids" ] && exit
  left=$((left - 1))
done
send KILL
`;

/** Takes the two marks out of a stream of bytes and hands on the rest unchanged. */
export class MarkReader {
  /** Id of the command's session in the guest; undefined before it began. */
  session: number | undefined;
  /** Exit status of the command; undefined before it ended. */
  status: number | undefined;
  private rest = Buffer.alloc(0);
  private readonly start: Buffer;

  constructor(
    word: string,
    private readonly onData: (chunk: Buffer) => void,
  ) {
    this.start = Buffer.from(`\u001e${word} `);
  }

  push(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    while (this.takeMark());
    const held = this.heldFrom();
    this.handOn(this.rest.subarray(0, held));
    this.rest = this.rest.subarray(held);
  }

  end(): void {
    this.handOn(this.rest);
    this.rest = Buffer.alloc(0);
  }

  private handOn(chunk: Buffer): void {
    if (chunk.length > 0) this.onData(chunk);
  }

  private takeMark(): boolean {
    const at = this.rest.indexOf(this.start);
    const stop = at < 0 ? -1 : this.rest.indexOf('\n', at);
    if (stop < 0) return false;
    const [kind, value] = this.rest.toString('latin1', at + this.start.length, stop).split(' ');
    if (kind === 'begin') this.session = Number(value);
    if (kind === 'end') this.status = Number(value);
    this.handOn(this.rest.subarray(0, at));
    this.rest = this.rest.subarray(stop + 1);
    return true;
  }

  /** Where a mark may have begun whose end has not come yet. */
  private heldFrom(): number {
    const whole = this.rest.indexOf(this.start);
    if (whole >= 0) return whole;
    const at = this.rest.lastIndexOf(0x1e);
    const begun =
      at >= 0 && this.start.subarray(0, this.rest.length - at).equals(this.rest.subarray(at));
    return begun ? at : this.rest.length;
  }
}

// How a guest sends a folder or a file as a tar stream, and what its words beside the stream mean.
import { type Script, asArgv } from '../shell/quote';
import type { GuestResult, PullLimits, Refusal } from '../channel';
import { showName } from './entry-path';

/** EX_NOINPUT of sysexits.h: there is no such path in the guest. */
export const NO_INPUT = 66;

/** What GNU tar ends with when all it has to say is that files changed (tar.info, "Return values"). */
const SOME_CHANGED = 1;

/** What it says of a file that something still writes to, or has removed. */
const CHANGED =
  /^tar: (.+): (?:[Ff]ile (?:changed as|removed before) we read it|File shrank by .*)$/;

const TOO_LARGE = 'too large: ';

/** How many files that are too large are left out by name; of more, the stream is cut. */
const NAMED = 1000;

// A file that is larger than all that may come is not sent, because what comes after it would never be heard: a
// sparse one costs the guest nothing and the way home each of its bytes.
const PACK = `
[ -e "$1" ] || exit ${NO_INPUT}
LC_ALL=C; export LC_ALL
if [ -d "$1" ]; then cd -- "$1" && what=.; else cd -- "$(dirname -- "$1")" && what=./$(basename -- "$1"); fi || exit
# Whether there is one costs a program less than which there are, and there hardly ever is; not every find can tell.
some=$(find "$what" -type f -size +"$2"c -print -quit 2>/dev/null || echo some)
[ -n "$some" ] || exec tar -cf - -- "$what"
large=$(find "$what" -type f -size +"$2"c | head -n ${NAMED})
[ -n "$large" ] || exec tar -cf - -- "$what"
printf '%s\\n' "$large" | sed 's/^/${TOO_LARGE}/' >&2
set -f -- "$what"; IFS='
'
for name in $large; do set -- "--exclude=$name" "$@"; done
exec tar --anchored --no-wildcards -cf - "$@"`;

/** Shell code that has a guest start what its next transfers need, so that none of it comes from the disk then. */
export const REHEARSE_TRANSFERS =
  'tar -cf - -- /etc/hostname 2>/dev/null | tar -tf - >/dev/null 2>&1; find / -maxdepth 0 -print -quit >/dev/null 2>&1';

const SEND = `if sudo -n true 2>/dev/null; then exec sudo -n "$@"; else exec "$@"; fi`;

/** Prints a folder (its content) or a file as a tar stream; needs sh, find and tar. */
export const packScript = (guestPath: string, { maxBytes }: PullLimits): Script => ({
  script: PACK,
  words: [guestPath, String(maxBytes)],
});

/** The same of a user who is not root: as root where the guest lets it. */
export const sendScript = (pack: Script): Script => ({ script: SEND, words: asArgv(pack) });

/** What a guest said of its own stream. */
export interface Sent {
  /** True when the stream was sent to its end. */
  whole: boolean;
  changed: readonly string[];
  /** What was not sent. */
  refused: readonly Refusal[];
}

export function readSent(
  { ending, exitCode, stderr }: GuestResult,
  { maxBytes }: PullLimits,
): Sent {
  const lines = stderr.split('\n');
  const changed = lines.flatMap((line) => CHANGED.exec(line)?.[1] ?? []).map(showName);
  const refused = lines
    .filter((line) => line.startsWith(TOO_LARGE))
    .map((line) => ({
      path: showName(line.slice(TOO_LARGE.length)),
      because: `It is larger than ${maxBytes} bytes.`,
    }));
  // Of other tars nobody knows what they mean by it.
  const onlyChanged = exitCode === SOME_CHANGED && changed.length > 0;
  return { whole: ending === 'exited' && (exitCode === 0 || onlyChanged), changed, refused };
}

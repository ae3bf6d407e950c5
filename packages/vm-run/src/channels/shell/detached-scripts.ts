// A command that does not depend on the connection to its guest: a holder in the guest keeps it, and what it says goes
// into files, which are read over whatever connection stands. The files are segments, because what a runner says has no
// end and a guest's memory has: a segment that was read is removed, and who has two segments ahead of its reader waits.
// In memory rather than on the disk, which may be full or read-only just then.

/**
 * POSIX sh: $1 is the folder of the files, $2 the word of their marks, $3 the shell code, $4 the script of the holder.
 * Ends with a status other than 0 when the guest cannot do it.
 */
export const START_DETACHED = String.raw`
command -v setsid >/dev/null && command -v dd >/dev/null && command -v tail >/dev/null || exit
mkdir -m 700 -- "$1" || exit
# What a shell starts with & ignores SIGINT, and so do all its children. Not every setsid can fork.
if setsid -f true 2>/dev/null; then
  setsid -f /bin/sh -c "$4" sh "$1" "$2" "$3" </dev/null >/dev/null 2>&1
else
  setsid /bin/sh -c "$4" sh "$1" "$2" "$3" </dev/null >/dev/null 2>&1 &
fi
# It has been started: one that does not show up is lost, and nothing is to be run twice.
left=100
until [ -s "$1/holder" ]; do
  [ "$left" -gt 0 ] || break
  left=$((left - 1))
  sleep 0.1
done
`;

/**
 * The holder. A segment has 1024 blocks, 4 MiB at most; after the end of one stands a mark: 1 when another one follows,
 * 0 when that was all.
 */
export const HOLD = String.raw`
folder=$1 word=$2 code=$3
echo $$ >"$folder/holder"
segments() {
  number=0
  while :; do
    file=$folder/$1.$number
    dd bs=4096 count=1024 of="$file" 2>/dev/null
    [ -s "$file" ] || break
    while [ -e "$folder/$1.$((number - 1))" ]; do sleep 0.2; done
    printf '\036%s end 1\n' "$word" >>"$file"
    number=$((number + 1))
  done
  printf '\036%s end 0\n' "$word" >>"$file"
  # Without room for more, nobody is to die of a broken pipe.
  cat >/dev/null
}
{
  setsid /bin/sh -c "$code" 2>&1 >&5 5>&- | segments err >/dev/null 5>&-
} 5>&1 | segments out
: >"$folder/over"
`;

/**
 * Reads a stream on: $1 the folder, $2 the word, $3 `out` or `err`, then the number of the segment and how many of its
 * bytes are known. All on stdout, since what carries it may talk on stderr. A mark `begin` says that it has begun, and
 * one with a 0 that it is over: of a way whose far end is gone nobody else tells. Ends with a line of its input.
 */
export const FOLLOW = String.raw`
cd "$1" 2>/dev/null && read -r holder <holder || exit
[ -d "/proc/$holder" ] || [ -e over ] || exit
printf '\036%s begin %d\n' "$2" "$$"
rm -f "$3.$(($4 - 1))"
: >>"$3.$4"
tail -c "+$(($5 + 1))" -f "$3.$4" &
read -r _
kill "$!"
printf '\036%s begin 0\n' "$2"
`;

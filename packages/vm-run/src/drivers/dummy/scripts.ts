// What runs inside new namespaces, as their root and pid 1: POSIX sh with mount, hostname and setsid.

/** Tries what HOLD and the commands in it need, and prints the version of util-linux. */
export const TRY = String.raw`
set -eu
command -v nsenter setsid hostname >/dev/null || { echo "nsenter, setsid or hostname is missing" >&2; exit 1; }
hostname flightline-probe
mount -t proc proc /proc
mount -t tmpfs tmpfs /mnt
mount -o remount,bind,ro /
unshare --user --map-user=1000 --map-group=1000 true
unshare --version
`;

/**
 * Makes a host of its own out of the host, says "ready <process id on the host>", and ends with its stdin.
 * $0 names the machine; $1 host name, $2 user, $3 user id, $4 home.
 */
export const HOLD = String.raw`
set -eu
# The /proc of the host is still there: it knows this process by the number that the host gave it.
read -r pid rest </proc/self/stat
hostname "$1"
ip link set lo up 2>/dev/null || :
mount -t proc proc /proc

# Whatever can be reached is read-only; what mount(8) cannot change recursively everywhere is done one by one.
# Control groups are for nobody here.
own='/run /tmp /var/tmp /mnt /media /home /root /dev/shm /sys/fs/cgroup'
while read -r id parent device root point options rest; do
  case $options in ro*) continue ;; esac
  case $point in /proc | /proc/*) continue ;; *\\*) point=$(printf "$(printf %s "$point" | sed 's/%/%%/g')") ;; esac
  for folder in $own; do
    case $point in "$folder" | "$folder"/*) continue 2 ;; esac
  done
  # The host goes on: a mount that stood when this began may be gone.
  mount -o "remount,bind,ro${'${options#rw}'}" "$point" || [ ! -e "$point" ]
done </proc/self/mountinfo
# Who starts this as root of the host is not to change the host's kernel.
for path in sys sysrq-trigger bus fs irq; do
  if [ -e "/proc/$path" ]; then mount -o bind,ro "/proc/$path" "/proc/$path"; fi
done

# Places of its own, empty.
for folder in $own; do
  if [ -d "$folder" ] && [ ! -L "$folder" ]; then mount -t tmpfs -o mode=755 tmpfs "$folder"; fi
done
chmod 1777 /tmp
if [ -d /var/tmp ] && [ ! -L /var/tmp ]; then chmod 1777 /var/tmp; fi
mkdir -p "$4" /run/flightline/bin
cd /run/flightline
{ printf '%s:x:%s:%s::%s:/bin/sh\n' "$2" "$3" "$3" "$4"; cat /etc/passwd; } >passwd
{ printf '%s:x:%s:\n' "$2" "$3"; cat /etc/group; } >group
printf '%s\n' "$1" >hostname
for file in passwd group hostname; do
  if [ -e "/etc/$file" ]; then mount --bind "$file" "/etc/$file"; fi
done

# Nobody is root here. What asks for it gets what it asks for, as the user.
cat >bin/sudo <<'END'
#!/bin/sh
while :; do
  case $1 in
    -u | -g) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec "$@"
END
chmod 755 bin/sudo

echo "ready $pid"
# Waits for the end of stdin; the shell stays pid 1 to take in what loses its parent.
exec 3<&0
cat <&3 >/dev/null &
wait
`;

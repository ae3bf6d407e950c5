// What runs inside new namespaces, as their root and pid 1: POSIX sh with mount, hostname, setsid and find.

/** Tries what HOLD and the commands in it need, and prints the version of util-linux. */
export const TRY = String.raw`
set -eu
command -v nsenter setsid hostname >/dev/null || { echo "nsenter, setsid or hostname is missing" >&2; exit 1; }
hostname flightline-probe
mount -t proc proc /proc
mount -t tmpfs tmpfs /mnt
mkdir /mnt/pts
mount -t devpts -o newinstance devpts /mnt/pts
mount -o remount,bind,ro /
unshare --user --map-user=1000 --map-group=1000 true
unshare --version
`;

/**
 * Makes a host of its own out of the host, says "ready <process id on the host>", and stays until it is killed.
 * $0 names the machine; $1 host name, $2 user, $3 user id, $4 home.
 */
export const HOLD = String.raw`
set -eu
# The /proc of the host is still there: it knows this process by the number that the host gave it.
read -r pid rest </proc/self/stat
hostname "$1"
ip link set lo up 2>/dev/null || :
mount -t proc proc /proc

# What programs stand on stays, read-only. Sockets, FIFOs and devices do not care about that, so all else goes.
stays() {
  case $1 in /bin | /sbin | /lib* | /usr | /opt | /etc | /sys) ;; *) return 1 ;; esac
}
# What mount(8) cannot change recursively everywhere is done one by one.
while read -r id parent device root point options rest; do
  case $options in ro*) continue ;; esac
  below=${'${point#/}'}
  [ "$point" = / ] || stays "/${'${below%%/*}'}" || continue
  case $point in
    /sys/fs/cgroup | /sys/fs/cgroup/*) continue ;;
    *\\*) point=$(printf "$(printf %s "$point" | sed 's/%/%%/g')") ;;
  esac
  # The host goes on: a mount that stood when this began may be gone.
  mount -o "remount,bind,ro${'${options#rw}'}" "$point" || [ ! -e "$point" ]
done </proc/self/mountinfo
# Who starts this as root of the host is not to change the host's kernel.
for path in sys sysrq-trigger bus fs irq; do
  if [ -e "/proc/$path" ]; then mount -o bind,ro "/proc/$path" "/proc/$path"; fi
done

# Places of its own, empty. Control groups are for nobody here.
for folder in /* /.[!.]* /sys/fs/cgroup; do
  if [ ! -d "$folder" ] || [ -L "$folder" ] || stays "$folder"; then continue; fi
  case $folder in /dev | /proc) continue ;; esac
  mount -t tmpfs -o mode=755 tmpfs "$folder" || [ ! -e "$folder" ]
done
mkdir -p /var/cache /var/lib /var/log /var/spool /var/tmp "$4" /run/flightline/bin /run/flightline/dev /run/lock
chmod 1777 /tmp /var/tmp
for folder in run:/run lock:/run/lock; do
  [ -e "/var/${'${folder%:*}'}" ] || ln -s "${'${folder#*:}'}" "/var/${'${folder%:*}'}"
done
cd /run/flightline

# Devices that lead nowhere, and terminals of its own. The old /dev is needed until the new one is whole.
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
  if [ -c "/dev/$device" ]; then : >"dev/$device" && mount --bind "/dev/$device" "dev/$device"; fi
done
mkdir dev/pts
mkdir -m 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
mount --move dev /dev

# Keys and passwords: what not everybody on the host may read.
mkdir nothing nothing/folder
: >nothing/file
chmod 000 nothing/folder nothing/file
find /etc '(' -type d ! -perm -005 -o ! -type d ! -type l ! -perm -004 ')' -prune 2>/dev/null >secrets || :
while IFS= read -r path; do
  if [ -d "$path" ]; then nothing=folder; else nothing=file; fi
  mount --bind "nothing/$nothing" "$path" || [ ! -e "$path" ]
done <secrets
rm secrets
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
# The shell stays pid 1 to take in what loses its parent.
sleep infinity &
wait
`;

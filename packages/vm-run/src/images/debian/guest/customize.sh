#!/bin/sh
# mmdebstrap customize hook: makes a bootable, quick and secret-free guest of
# the root file system at $1.
set -eu
root=$1

systemctl --root="$root" enable flightline-identity.service systemd-networkd.service ssh.service
systemctl --root="$root" mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer man-db.timer logrotate.timer motd-news.timer \
  systemd-networkd-wait-online.service getty@tty1.service serial-getty@ttyS0.service \
  systemd-pstore.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
  ssh.socket
rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/machine-id "$root"/var/lib/dbus/machine-id
: >"$root"/etc/machine-id
rm -f "$root"/etc/resolv.conf
echo 'nameserver 10.0.2.3' >"$root"/etc/resolv.conf
echo 'LABEL=root / ext4 defaults,noatime 0 1' >"$root"/etc/fstab
echo flightline >"$root"/etc/hostname

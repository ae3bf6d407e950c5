#!/bin/bash
# What a shell script can do without us: boots a machine from an image, logs in by ssh, and kills it. Nothing of it is
# slower than need be: no image is copied, ssh asks again as soon as it was refused, and later commands share a login.
#
# bare.sh DISK VMLINUZ INITRD APPEND HOSTNAME STEPS
#   STEPS is a file of shell code that has `guest COMMAND...`, which runs a command there.
#   ACCELERATOR, CPU and MEMORY (MiB) stand in the environment.
set -eu
work=$(mktemp -d)
qemu=
end() {
  [ -z "$qemu" ] || kill -KILL "$qemu"
  rm -rf "$work"
}
trap end EXIT

qemu-img create -q -f qcow2 -b "$1" -F qcow2 "$work/disk.qcow2"
for key in user host; do ssh-keygen -q -t ed25519 -N '' -f "$work/$key"; done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

qemu-system-x86_64 -nodefaults -display none -machine q35 -accel "$ACCELERATOR" -cpu "$CPU" -m "$MEMORY" -smp 1 \
  -drive "file=$work/disk.qcow2,if=none,id=disk,format=qcow2,cache=unsafe" -device virtio-blk-pci,drive=disk \
  -netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" \
  -device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci \
  -kernel "$2" -initrd "$3" -append "$4" \
  -fw_cfg "name=opt/flightline/hostname,string=$5" -fw_cfg name=opt/flightline/user,string=tester \
  -fw_cfg "name=opt/flightline/authorized-key,file=$work/user.pub" \
  -fw_cfg "name=opt/flightline/ssh-host-key,file=$work/host" >"$work/qemu.log" 2>&1 &
qemu=$!

guest() {
  ssh -i "$work/user" -p "$port" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o LogLevel=ERROR -o ConnectTimeout=5 -o ControlMaster=auto -o "ControlPath=$work/ssh" -o ControlPersist=60 \
    tester@127.0.0.1 "$@"
}
until guest true 2>/dev/null; do kill -0 "$qemu"; done
. "$6"

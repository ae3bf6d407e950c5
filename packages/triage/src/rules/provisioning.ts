import { rulesOf } from './rule';

// The texts are those of Vagrant 2.2 to 2.4, vagrant-libvirt, libvirt, VirtualBox and QEMU.

export const PROVISIONING = rulesOf('provisioning', [
  {
    id: 'vagrant-locked',
    severity: 'hard',
    title: 'Another Vagrant held the machine',
    any: [
      "\\bVagrant can't use the requested machine because it is locked\\b",
      '\\bbut another process is already executing an action on the machine\\b',
    ],
    why: 'Vagrant takes a lock on each machine and does not wait for it.',
    action:
      'Drive one machine by one Vagrant at a time. Where none runs, a killed one left its lock: see `ps`.',
    examples: {
      matches: [
        "Vagrant can't use the requested machine because it is locked! This",
        "An action 'up' was attempted on the machine 'ubuntu22',\nbut another process is already executing an action on the machine.",
      ],
      mustNotMatch: [
        'The lock of the machine was released.',
        "Vagrant can't be locked: test ... ok",
      ],
    },
  },
  {
    id: 'vagrant-leftover',
    severity: 'hard',
    title: 'What an aborted run left is in the way',
    any: [
      "\\bName `[^`']+' of domain about to create is already taken\\b",
      "\\bstorage volume '[^']+' exists already\\b",
      '\\bVolume for domain is already created\\b',
      '\\bdomain [`\'"][^`\'"]+[`\'"] already exists with uuid\\b',
      '\\bVBOX_E_FILE_ERROR\\b.*already exists',
      "\\bA VirtualBox machine with the name '[^']+' already exists\\b",
      "\\bUUID \\{[0-9a-f-]+\\} of the medium '[^']+' does not match the value\\b",
      '\\bFailed to get "?(?:write|shared write|consistent read)"? lock\\b',
    ],
    why: 'A run that was killed left its machine, its disk or its lock; Vagrant does not know of them any more.',
    action:
      'List what is there (`virsh list --all`, `virsh vol-list default`, `VBoxManage list vms`) and remove what is left over.',
    examples: {
      matches: [
        "Name `app_ubuntu22' of domain about to create is already taken. Please try to run",
        "Call to virStorageVolCreateXML failed: storage volume 'box_1.img' exists already (Libvirt::Error)",
        "Volume for domain is already created. Please run 'vagrant destroy' first.",
        "error: operation failed: domain 'app_ubuntu22' already exists with uuid 6b1f",
        "VBoxManage: error: Details: code VBOX_E_FILE_ERROR (0x80bb0004): Machine settings file '/x.vbox' already exists",
        "A VirtualBox machine with the name 'app_ubuntu22' already exists.",
        "VBoxManage: error: UUID {aa-11} of the medium '/x.vdi' does not match the value {bb-22} stored",
        'qemu-system-x86_64: -drive file=a.qcow2: Failed to get "write" lock',
      ],
      mustNotMatch: [
        'Domain app_ubuntu22 has been destroyed',
        "storage volume 'x' does not exist yet",
      ],
    },
  },
  {
    id: 'vagrant-box-broken',
    severity: 'hard',
    title: 'The box could not be fetched or unpacked',
    any: [
      '\\bThe box failed to unpackage properly\\b',
      '\\btruncated gzip input\\b',
      '\\bgzip decompression failed\\b',
      "\\bThe metadata associated with the box '[^']+' appears corrupted\\b",
      '\\bThere was an error while downloading the metadata for this box\\b',
      '\\bThe requested URL returned error: 416\\b',
      "\\bThe box '[^']+' could not be found or\\b",
      '\\bThe checksum of the downloaded box did not match\\b',
      '\\bError while uploading image to storage pool\\b',
    ],
    why: 'A download was cut, the copy on disk is damaged, or the place of the box has gone.',
    action:
      "`vagrant box remove <box>`, delete the partial file in ~/.vagrant.d/tmp, and add the box anew. Where 'box remove' fails, too, delete its folder in ~/.vagrant.d/boxes.",
    examples: {
      matches: [
        'The box failed to unpackage properly. Please verify that the box',
        'bsdtar: Error opening archive: truncated gzip input',
        'x box.img: gzip decompression failed',
        "The metadata associated with the box 'generic/ubuntu2204' appears corrupted.",
        'There was an error while downloading the metadata for this box.',
        'The requested URL returned error: 416',
        "The box 'generic/nope' could not be found or\ncould not be accessed in the remote catalog.",
        'The checksum of the downloaded box did not match the expected',
        'Error while uploading image to storage pool: no space',
      ],
      mustNotMatch: [
        "==> ubuntu22: Successfully added box 'generic/ubuntu2204' (v4.3.12) for 'libvirt'!",
        'The box is up to date.',
      ],
    },
  },
  {
    id: 'vagrant-broken',
    severity: 'hard',
    title: 'Vagrant itself does not work',
    any: [
      '\\bVagrant failed to initialize at a very early stage\\b',
      '\\bcannot load such file -- winrm\\b',
      "\\bThe provider '[^']+' could not be found, but was requested\\b",
      '\\bVagrant could not detect VirtualBox\\b',
      '\\bThe provider for this Vagrant-managed machine is reporting that it\\b',
    ],
    why: 'A plugin, a gem or the provider that the Vagrantfile asks for is not there.',
    action:
      "Install what it names; Debian's Vagrant has no winrm, Vagrant's own package has. Then try `vagrant status`.",
    examples: {
      matches: [
        'Vagrant failed to initialize at a very early stage:',
        "/usr/lib/ruby/vendor_ruby/rubygems/core_ext/kernel_require.rb:85:in `require': cannot load such file -- winrm (LoadError)",
        "The provider 'libvirt' could not be found, but was requested to",
        'Vagrant could not detect VirtualBox! Make sure VirtualBox is properly installed.',
        'The provider for this Vagrant-managed machine is reporting that it\nis not yet ready for SSH.',
      ],
      mustNotMatch: [
        'Vagrant has detected a configuration issue that is fine',
        "The provider 'libvirt' is used.",
      ],
    },
  },
  {
    id: 'vagrant-unreachable',
    severity: 'hard',
    title: 'The machine came up and did not answer',
    any: [
      '\\bTimed out while waiting for the machine to boot\\b',
      '\\bThe guest machine entered an invalid state while waiting for it\\b',
      '\\bSSH authentication failed! This is typically caused by\\b',
      '\\bAn error occurred in the underlying SSH library\\b',
      '\\bThe SSH command responded with a non-zero exit status\\b',
      '\\bThe SSH connection was unexpectedly closed by the remote end\\b',
      '\\bA timeout occurred (?:while|during) .*WinRM\\b',
      '\\bWinRM::WinRMAuthorizationError\\b',
    ],
    why: 'The guest booted too slowly, has another key or no network, or a provisioning script failed.',
    action: 'Look at its console. A slow host needs a longer config.vm.boot_timeout.',
    examples: {
      matches: [
        'Timed out while waiting for the machine to boot. This means that',
        'The guest machine entered an invalid state while waiting for it\nto boot.',
        'SSH authentication failed! This is typically caused by the public/private',
        'An error occurred in the underlying SSH library that Vagrant uses.',
        'The SSH command responded with a non-zero exit status. Vagrant',
        'The SSH connection was unexpectedly closed by the remote end. This',
        'A timeout occurred while attempting to connect over WinRM',
        'WinRM::WinRMAuthorizationError: WinRM::WinRMAuthorizationError',
      ],
      mustNotMatch: [
        'ubuntu22: Warning: Connection refused. Retrying...',
        'ubuntu22: Warning: Authentication failure. Retrying...',
        '==> ubuntu22: Machine booted and ready!',
      ],
    },
  },
  {
    id: 'hypervisor-unusable',
    severity: 'hard',
    title: 'The host could not start the machine',
    any: [
      '\\bCould not access KVM kernel module: \\S',
      '\\bfailed to initialize kvm: \\S',
      '\\bVT-x is (?:not available|disabled in the BIOS)\\b',
      '\\bAMD-V is (?:not available|disabled in the BIOS)\\b',
      '\\bVERR_(?:VMX|SVM)_\\w+',
      '\\bVERR_VM_DRIVER_\\w+',
      '\\bfailed to set MSR 0x[0-9a-f]+',
      '\\bFailed to connect socket to [\'"]?\\S*libvirt\\S*',
      '\\bcannot set up guest memory\\b',
      "\\bnetwork '[^']+' is not active\\b",
      '\\bImage is not in qcow2 format\\b',
      '\\bImage is corrupt; cannot be opened\\b',
      '\\bCould not open [\'"][^\'"]+\\.(?:qcow2|img|vdi|vmdk)[\'"]: ',
      '\\bVERR_EOF\\b',
    ],
    why: 'No hardware virtualisation, no daemon, no memory or no readable disk for it on this host.',
    action:
      'Run the host checks: `nx run <box>:vm-run` says which one fails; or see that libvirtd runs and /dev/kvm opens.',
    examples: {
      matches: [
        'Could not access KVM kernel module: Permission denied',
        'qemu-system-x86_64: failed to initialize kvm: Permission denied',
        'VBoxManage: error: VT-x is not available (VERR_VMX_NO_VMX)',
        'VBoxManage: error: AMD-V is disabled in the BIOS (or by the host OS) (VERR_SVM_DISABLED)',
        'VBoxManage: error: The VM session was aborted: VERR_VMX_NO_VMX',
        'VBoxManage: error: The virtual machine has terminated: VERR_VM_DRIVER_NOT_INSTALLED (rc=-1908)',
        'qemu-system-x86_64: error: failed to set MSR 0x10a to 0xd',
        "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
        "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory",
        "error: Requested operation is not valid: network 'default' is not active",
        'qemu-system-x86_64: -drive file=a.img: Image is not in qcow2 format',
        'qemu-system-x86_64: -drive file=a.qcow2: qcow2: Image is corrupt; cannot be opened read/write',
        "qemu-system-x86_64: -drive file=a.qcow2: Could not open 'a.qcow2': No such file or directory",
        'Progress state: VERR_EOF',
      ],
      mustNotMatch: [
        'kvm: no hardware support is fine, tcg is used',
        "network 'default' is active",
      ],
    },
  },
]);

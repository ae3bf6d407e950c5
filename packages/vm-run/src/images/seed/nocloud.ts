// What tells a machine who it is whose image is not ours: cloud-init's data source NoCloud, a CD labelled `cidata`.
// docs.cloud-init.io/en/latest/reference/datasources/nocloud.html
import { createHash } from 'node:crypto';
import { isoImage } from './iso9660';

export interface Identity {
  hostname: string;
  /** Made with the right to become root without a password; may be root. */
  user: string;
  /** A line of authorized_keys. */
  authorizedKey: string;
  /** The guest's own ed25519 key, as files of OpenSSH have it. */
  hostKey: { private: string; public: string };
  /** Of its network card. */
  mac: string;
}

/** The bytes of the seed; equal for equal identities. They hold the private host key. */
export function nocloudSeed(identity: Identity): Buffer {
  return isoImage('cidata', [
    { name: 'meta-data', content: yaml(metaData(identity)) },
    { name: 'network-config', content: yaml(networkConfig(identity)) },
    { name: 'user-data', content: `#cloud-config\n${yaml(userData(identity))}` },
  ]);
}

/** JSON is YAML, and leaves no doubt about quotes. */
const yaml = (content: object) => `${JSON.stringify(content, null, 2)}\n`;

function metaData({ hostname, authorizedKey }: Identity) {
  const instance = createHash('sha256').update(authorizedKey).digest('hex').slice(0, 16);
  return { 'instance-id': `flightline-${instance}`, 'local-hostname': hostname };
}

/** By its address, because a name for many cards is not understood by all of cloud-init's renderers. */
function networkConfig({ mac }: Identity) {
  const card = { match: { macaddress: mac }, 'set-name': 'eth0', dhcp4: true };
  return { version: 2, ethernets: { eth0: card } };
}

function userData({ hostname, user, authorizedKey, hostKey }: Identity) {
  const keys = { ssh_authorized_keys: [authorizedKey] };
  const account = { sudo: 'ALL=(ALL) NOPASSWD:ALL', shell: '/bin/bash', lock_passwd: true };
  return {
    hostname,
    ...(user === 'root' && { disable_root: false }),
    users: [{ name: user, ...(user === 'root' ? {} : account), ...keys }],
    ssh_deletekeys: false,
    ssh_keys: { ed25519_private: hostKey.private, ed25519_public: hostKey.public },
    // A machine that lives for one run has no time for updates.
    package_update: false,
    package_upgrade: false,
    growpart: { mode: 'auto', devices: ['/'] },
    resize_rootfs: true,
  };
}

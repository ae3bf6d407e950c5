// Generated from schema.json. Change that, then run: npm run generate

/**
 * Adds a box to the matrix of a release project, in <release>/vms/boxes/<name>. For a box that exists, only the options given here change.
 */
export interface BoxGeneratorSchema {
  /**
   * Name of the box and its host name: letters a-z, digits and inner hyphens. The project is called <release>-<name> where another project has the name.
   */
  name: string;
  /**
   * Release project whose matrix the box joins. Default: the only one of the workspace.
   */
  release?: string;
  /**
   * What the box boots from: an image URI ('debian:<suite>', 'file:<path>', 'https://...') or one of the known images: debian11, debian12, debian13, ubuntu18, ubuntu20, ubuntu22, ubuntu24, almalinux8, almalinux9, almalinux10, rocky8, rocky9, rocky10, fedora43, fedora44, opensuse155, opensuse156, opensuse160. Default for a new box: the known image of its name.
   */
  image?: string;
  /**
   * Distribution packages a 'debian:' image carries besides the base system.
   */
  packages?: string[];
  /**
   * Memory of the guest in MiB. A new box gets what its known image needs, else 1024.
   */
  memory?: number;
  /**
   * CPUs of the guest. A new box gets 1.
   */
  cpus?: number;
  /**
   * What makes the machine. A new box gets 'qemu'.
   */
  driver?: string;
}

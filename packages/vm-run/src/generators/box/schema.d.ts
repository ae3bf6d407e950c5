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
   * Image URI of the disk the box boots from: 'debian:<suite>' or 'file:<path>'. Needed for a new box.
   */
  image?: string;
  /**
   * Distribution packages a 'debian:' image carries besides the base system.
   */
  packages?: string[];
  /**
   * Memory of the guest in MiB. A new box gets 1024.
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

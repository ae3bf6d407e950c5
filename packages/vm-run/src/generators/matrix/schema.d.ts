// Generated from schema.json. Change that, then run: npm run generate

/**
 * Reads a Vagrantfile without running it and writes one box for each machine into the matrix of a release project. What was changed by hand in a box stays. What was asked for is remembered: the next run needs only what is different, and 'nx sync' repeats it.
 */
export interface MatrixGeneratorSchema {
  /**
   * Release project whose matrix the boxes join. Default: the only one of the workspace.
   */
  release?: string;
  /**
   * The Vagrantfile, relative to the workspace. Default: 'Vagrantfile' or 'vms/Vagrantfile' of the release project.
   */
  vagrantfile?: string;
  /**
   * What makes the machines. 'vagrant': the Vagrant boxes the file names. 'qemu': the cloud image of the same system where one is known, 'vagrant' for the rest. Default: 'vagrant'.
   */
  driver?: 'vagrant' | 'qemu';
  /**
   * The provider whose memory, CPUs and box count. Default for each machine: the first that says something. Needed where providers differ in box.
   */
  provider?: string;
  /**
   * Only these machines; '*' for all again. Default: all.
   */
  machines?: string[];
  /**
   * What the Vagrantfile does not say, as <machine>.<key>=<value>; keys are box, hostname, memory (MiB), cpus. May be given several times.
   */
  set?: string[];
  /**
   * Environment variables the Vagrantfile may see, as NAME=value; it sees no others. They are remembered in project.json, so give no secrets. May be given several times.
   */
  env?: string[];
  /**
   * Remove boxes whose machine the Vagrantfile no longer defines. Without it they stay and are named.
   */
  prune?: boolean;
  /**
   * Leave the written files as they are instead of formatting them.
   */
  skipFormat?: boolean;
}

// Generated from schema.json. Change that, then run: npm run generate

/**
 * Boots the box, puts the artifact and the runner into it, runs the runner, brings the evidence home and destroys the machine. Paths on the host are relative to the release project.
 */
export interface VmRunExecutorSchema {
  /**
   * What makes the machine: 'qemu', or 'dummy', which makes none: it runs the commands of the box on this host in namespaces of their own, to try what stands around a machine.
   */
  driver?: string;
  /**
   * Image URI of the disk the box boots from: 'debian:<suite>' is built from distribution packages, 'file:<path>' is a disk image of your own, 'https://...' is fetched: qcow2, raw, VMDK or a Vagrant box, once vm-image has recorded it.
   */
  image: string;
  /**
   * Distribution packages a 'debian:' image carries besides the base system.
   */
  packages?: string[];
  /**
   * Memory of the guest in MiB.
   */
  memory?: number;
  /**
   * CPUs of the guest.
   */
  cpus?: number;
  /**
   * Size of the disk the guest sees, in GiB.
   */
  disk?: number;
  /**
   * What starts the boot loader of the disk. 'uefi' needs OVMF on the host.
   */
  firmware?: 'bios' | 'uefi';
  /**
   * Host name of the guest; the folder of its reports carries the same name. Always written out: Nx finds the reports by it.
   */
  hostname: string;
  /**
   * User of the guest that the runner is started as.
   */
  user?: string;
  /**
   * The product's test script, executed inside the box. Exit status 0 is passed, anything else failed.
   */
  runner?: string;
  /**
   * Arguments of the runner.
   */
  runnerArgs?: string[];
  /**
   * Environment variables of the runner, besides FLIGHTLINE_BOX, FLIGHTLINE_ARTIFACTS and FLIGHTLINE_REPORTS.
   */
  runnerEnv?: {
    [k: string]: string;
  };
  /**
   * A script that is run as root in the guest before anything else is done there: once for each template, at each boot where there are none. The network is the box's own.
   */
  prepare?: string;
  /**
   * Machines start as clones of one that was booted and prepared before. The first run of a box makes that template; what it depends on makes a new one when it changes. 'false' boots each machine from its image.
   */
  warm?: boolean;
  /**
   * Folder whose files go into the box, to /mnt/artifacts.
   */
  artifact?: string;
  /**
   * Absolute folder of the guest that comes home as the box's reports, also when the runner fails.
   */
  reports?: string;
  /**
   * Further absolute files or folders of the guest that come home, also on failure.
   */
  collect?: string[];
  /**
   * 'isolated': no way out of the guest. 'outbound': the guest reaches out, and at 10.0.2.2 what this host offers on its loopback; nothing reaches in, but for UDP to a port from which the guest has sent.
   */
  network?: 'isolated' | 'outbound';
  /**
   * Time limits in seconds; they grow by themselves where there is no hardware acceleration. Waiting for other boxes counts in none of them.
   */
  timeouts?: {
    /**
     * Seconds from the start of the machine to its first command.
     */
    boot?: number;
    /**
     * Seconds for the script of the option 'prepare'.
     */
    prepare?: number;
    /**
     * Seconds for artifact and runner to reach the guest.
     */
    push?: number;
    /**
     * Seconds for the runner.
     */
    run?: number;
    /**
     * Seconds for reports and collected files to come home.
     */
    collect?: number;
    /**
     * Seconds for all phases together, image building aside.
     */
    total?: number;
  };
  /**
   * How often the box is run again on a fresh machine when the machine gave no answer: verdict 'infra' or 'image', from its start on; less often where a rule of triage knows from console or log that it comes again. What the runner says is never asked twice.
   */
  retries?: number;
  /**
   * 'on-failure': the machine of a run that did not pass stays for 'keepFor' minutes, to look into it with vm-ssh.
   */
  keep?: 'never' | 'on-failure';
  /**
   * Minutes that a machine stays which 'keep' or vm-up leaves; then it is destroyed.
   */
  keepFor?: number;
  /**
   * Folder where each run leaves its log, reports and results.
   */
  evidenceDir?: string;
}

/** A process that cannot be taken for another one with the same number, now or after a restart of the host. */
export interface Life {
  pid: number;
  /** Ticks from boot to its start; null where there is no /proc. */
  startedAt: string | null;
  /** What tells this boot of this host from all others; null where there is no /proc. */
  bootId: string | null;
  /** The namespace its number belongs to; null where there is no /proc. */
  pidNamespace: string | null;
  /**
   * Machine id and host name: tells a restart of this host from another host. Both, because hosts that boot from one
   * image may share the id. Null where /etc/machine-id is missing, as in many containers.
   */
  host: string | null;
}

/** `elsewhere`: another host, or a container, knows; seen from here nobody can tell. */
export type Whereabouts = 'alive' | 'gone' | 'elsewhere';

export function ownLife(): Life;

/** The life of another process of this host; null when there is no such process. A zombie is none. */
export function lifeOf(pid: number): Life | null;

/** A zombie is gone. What is null in a life is unknown and does not count against it. */
export function whereabouts(life: Life): Whereabouts;

/** Whether a process of this host was stopped, by Ctrl-Z or SIGSTOP, and has not been continued. */
export function isStopped(pid: number): boolean;

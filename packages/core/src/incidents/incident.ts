/** `flaky`: what failed was green again with nothing changed, so that no green proves a fix. */
export const INCIDENT_STATES = ['open', 'flaky', 'closed'] as const;

export type IncidentState = (typeof INCIDENT_STATES)[number];

/** The highest first; a release waits for those. */
export const INCIDENT_SEVERITIES = ['high', 'medium', 'low'] as const;

export type IncidentSeverity = (typeof INCIDENT_SEVERITIES)[number];

/** Where the incidents of a product stand, relative to its release project; one Markdown file each. */
export const INCIDENTS_FOLDER = 'docs/incidents';

/** One run of a box, by what tells it from others. */
export interface IncidentRun {
  box: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** `sha256:<hex>`. */
  artifact: string;
  /** Null where it is not known. */
  image: string | null;
  runner: string | null;
}

/** What stands in the front matter of the document of a failure. */
export interface IncidentFacts {
  state: IncidentState;
  severity: IncidentSeverity;
  /** Name of the release project. */
  release: string;
  /** Id of the cause in triage.json. */
  cause: string;
  /** ISO 8601 date. */
  opened: string;
  /** The command that shows the failure, with the artifact and the images it failed with. */
  reproduce: string;
  /** The runs that failed, one a box. */
  failed: readonly IncidentRun[];
  /** The runs that its state is told from; empty while it is open. */
  green: readonly IncidentRun[];
}

/** The failing runs of which no later green one with another artifact is known. */
export const unproven = ({ failed, green }: Pick<IncidentFacts, 'failed' | 'green'>) =>
  failed.filter((run) => !green.some((later) => isProof(run, later)));

/** A green run proves something about a failing one of its box when the artifact is another and it came later. */
export const isProof = (failed: IncidentRun, green: IncidentRun): boolean =>
  failed.box === green.box &&
  failed.artifact !== green.artifact &&
  failed.startedAt < green.startedAt;

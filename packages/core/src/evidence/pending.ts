/** The evidence of a run that goes on, for whoever has to finish it in the place of the executor. Paths are absolute. */
export interface PendingEvidence {
  /** The result.json that says `running`. */
  result: string;
  /** Folder in which the evidence grows; it goes when all is moved. */
  staging: string;
  /** A finished result as it would be if the run were killed now; kept up to date from phase to phase. */
  will: string;
  /** What is moved into its place, in this order; what does not exist is left out. */
  moves: readonly (readonly [from: string, to: string])[];
}

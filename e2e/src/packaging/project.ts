/** A project to be built: its files by their path. */
export interface Project {
  name: string;
  files: Readonly<Record<string, string>>;
  /** Whether git tracks them, so that a back end may ask it. */
  isTracked?: true;
}

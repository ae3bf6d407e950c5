// Generated from schema.json. Change that, then run: npm run generate

/**
 * Builds a container and exports the files of its artifact stage. Paths are relative to the root of the release project.
 */
export interface DockerBuildExecutorSchema {
  /**
   * The Dockerfile, inside the release project.
   */
  file?: string;
  /**
   * Folder that COPY and ADD read from, inside the release project. Whatever '.dockerignore' does not hide there leads to a new build when it changes.
   */
  context?: string;
  /**
   * Stage whose files are the artifact. It should start FROM scratch, so that it holds nothing else.
   */
  target?: string;
  /**
   * Values for ARG instructions. Not for secrets: they stay readable in the image and in the log.
   */
  buildArgs?: {
    [k: string]: string;
  };
  /**
   * Container engine. 'auto' takes the first that works on this host, found out by a build of a few bytes.
   */
  engine?: 'auto' | 'buildah' | 'docker';
  /**
   * Folder that receives the artifact; it is replaced as a whole. No other is possible, as Nx and the boxes follow only this one.
   */
  artifact?: string;
  /**
   * Base images made from distribution packages when the engine does not have them, so that no container registry is needed. Keys are the names that FROM uses.
   */
  bases?: {
    [k: string]: {
      /**
       * Distribution and suite.
       */
      from: string;
      /**
       * Packages besides the base system.
       */
      packages?: string[];
    };
  };
  /**
   * Network of the RUN steps, as the engine names it. Without it the engine's default holds.
   */
  network?: string;
  /**
   * Only print the commands of each step. Needs --skip-nx-cache, so that Nx does not keep the outputs of another build for it.
   */
  dryRun?: boolean;
}

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
   * Container engine. 'auto' takes the first that has all options of the build and works on this host, found out by a build of a few bytes; 'docker' does so among its builders, each of which has a name, too.
   */
  engine?:
    | 'auto'
    | 'buildah'
    | 'podman'
    | 'docker'
    | 'docker-buildx'
    | 'docker-buildkit'
    | 'docker-legacy';
  /**
   * Folder that receives the artifact; it is replaced as a whole. No other is possible, as Nx and the boxes follow only this one.
   */
  artifact?: string;
  /**
   * Put the files of the stage into the artifact folder.
   */
  export?: boolean;
  /**
   * Keep the image in the engine's store. Needs tags, and a target that Nx does not cache.
   */
  load?: boolean;
  /**
   * Push the image to the registries that its tags name. Needs tags, and a target that Nx does not cache.
   */
  push?: boolean;
  /**
   * Names of the image that is loaded or pushed, with '{version}' (of pyproject.toml, else package.json), '{sha}', '{branch}' and '{tag}' (of the commit) in them.
   */
  tags?: string[];
  /**
   * Labels of the image, with the same placeholders. Version, revision, source and time of the commit (or SOURCE_DATE_EPOCH) are given by themselves, as org.opencontainers.image.*.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Annotations of the image's manifest, with the same placeholders.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Platforms to build for; more than one only for an image, with 'export' off.
   */
  platforms?: string[];
  /**
   * Make an attestation of how it was built. One of an artifact lies beside it, in dist/docker-build.
   */
  provenance?: boolean;
  /**
   * Let the engine describe what it made, in its own words, in 'dist/docker-build/metadata.json'. What this executor knows of a build stands in build.json and manifest.json there at any rate.
   */
  metadata?: boolean;
  /**
   * Make a list of what it is made of, as an attestation; the engine gets its scanner from a registry.
   */
  sbom?: boolean;
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
   * Secrets for RUN --mount=type=secret, by their ids. Each is an environment variable or a file, relative to the release project or absolute. Its value is in no command, hidden in log and output, and refused in the artifact.
   */
  secrets?: {
    [k: string]:
      | {
          /**
           * Name of an environment variable.
           */
          env: string;
        }
      | {
          /**
           * Path of a file.
           */
          file: string;
        };
  };
  /**
   * Agents and keys for RUN --mount=type=ssh: 'default', or '<id>=<socket or key>'.
   */
  ssh?: string[];
  /**
   * Where the engine finds layers of earlier builds, in its own words.
   */
  cacheFrom?: string[];
  /**
   * Where the engine leaves layers for later builds, in its own words.
   */
  cacheTo?: string[];
  /**
   * When base images are fetched from their registry. Without it the engine's default holds.
   */
  pull?: 'always' | 'missing' | 'never';
  /**
   * Run every step, whatever the engine has in its cache.
   */
  noCache?: boolean;
  /**
   * What takes the place of registries and images in FROM, COPY --from and mounts: keys are a registry, a part of one or an image, the longest that fits wins. The engine gets a Dockerfile with the same lines and other names, which stands in 'dist/docker-build'.
   */
  mirrors?: {
    [k: string]: string;
  };
  /**
   * Network of the RUN steps, as the engine names it. Without it the engine's default holds.
   */
  network?: string;
  /**
   * Addresses for names of hosts in RUN steps.
   */
  addHosts?: {
    [k: string]: string;
  };
  /**
   * Limits of RUN steps, soft or soft:hard.
   */
  ulimits?: {
    [k: string]: string;
  };
  /**
   * Size of /dev/shm in RUN steps.
   */
  shmSize?: string;
  /**
   * Further words for the command of the engine that builds, before the context.
   */
  extraArgs?: string[];
  /**
   * Only print the commands of each step. Needs --skip-nx-cache, so that Nx does not keep the outputs of another build for it.
   */
  dryRun?: boolean;
}

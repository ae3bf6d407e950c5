/** How often a run is worth trying again, by what kind of failure it met. */
const NEVER = 0;

/** Every category, with how many more runs may help by themselves. */
export const CATEGORIES = {
  runtime: { title: 'Artifact and runtime of the box do not fit', retries: NEVER },
  crash: { title: 'Native code crashed', retries: NEVER },
  python: { title: 'Python', retries: NEVER },
  resources: { title: 'The box is too small', retries: NEVER },
  machine: { title: 'The guest did not come up or broke', retries: 1 },
  server: { title: 'The server of the product did not start', retries: NEVER },
  network: { title: 'Network and mirrors', retries: 2 },
  locks: { title: 'Another package manager was running', retries: 1 },
  packages: { title: 'Packages could not be installed', retries: NEVER },
  tests: { title: 'Tests of the product said no', retries: NEVER },
} as const;

export type Category = keyof typeof CATEGORIES;

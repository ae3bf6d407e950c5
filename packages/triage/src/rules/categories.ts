/** How often a run is worth trying again, by what kind of failure it met. */
const NEVER = 0;

/** Every category, causes before their consequences, with how many more runs may help by themselves. */
export const CATEGORIES = {
  provisioning: { title: 'The box could not be made', retries: 1 },
  machine: { title: 'The guest did not come up or broke', retries: 1 },
  resources: { title: 'The box is too small', retries: NEVER },
  tls: { title: 'Certificates and clock', retries: NEVER },
  network: { title: 'Network and mirrors', retries: 2 },
  locks: { title: 'Another package manager was running', retries: 1 },
  packages: { title: 'Packages could not be installed', retries: NEVER },
  environment: {
    title: 'The environment of the artifact leaks into programs of the box',
    retries: NEVER,
  },
  runtime: { title: 'Artifact and runtime of the box do not fit', retries: NEVER },
  windows: { title: 'Windows and PowerShell', retries: NEVER },
  crash: { title: 'Native code crashed', retries: NEVER },
  server: { title: 'The server of the product did not start', retries: NEVER },
  python: { title: 'Python', retries: NEVER },
  tests: { title: 'Tests of the product said no', retries: NEVER },
  unsupported: {
    title: 'Left out on purpose, because the box does not support it',
    retries: NEVER,
  },
} as const;

export type Category = keyof typeof CATEGORIES;

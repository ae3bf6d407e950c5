// The main job on the quickstart example: preflight, docker-build, vm-run on three boxes, triage.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT, buildPackages, setUp } from './setup.mjs';

const DEFAULTS = {
  // Plugins in processes of their own cost half a second.
  NX_ISOLATE_PLUGINS: 'false',
  // The packages as whoever installs them has them. By their real path Nx would take their TypeScript, and translate it
  // in each of its processes.
  NODE_PRESERVE_SYMLINKS: '1',
  // The three boxes at once, also on two cores: where one waits, the others go on.
  FLIGHTLINE_CPUS: String(Math.max(3, availableParallelism())),
};

if (!setUp() || !buildPackages()) {
  process.exitCode = 1;
} else {
  const nx = join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const args = [
    nx,
    'run',
    'quickstart:validate',
    '--output-style=stream-without-prefixes',
    ...process.argv.slice(2),
  ];
  const { status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...DEFAULTS, ...process.env, NX_TUI: 'false' },
  });
  process.exitCode = status ?? 1;
}

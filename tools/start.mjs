// The main job on the quickstart example: preflight, docker-build, vm-run on three boxes, triage.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, setUp } from './setup.mjs';

if (!setUp()) {
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
    // Plugins in processes of their own cost half a second.
    env: { NX_ISOLATE_PLUGINS: 'false', ...process.env, NX_TUI: 'false' },
  });
  process.exitCode = status ?? 1;
}

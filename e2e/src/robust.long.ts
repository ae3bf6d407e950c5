// Runners that print without measure: minutes of work for this host.
import { readFileSync, statSync } from 'node:fs';
import { temporaryFolder } from '@flightline/core/testing';
import { finished, runBox } from './robust/run-box';
import { NAMESPACES, describeWith } from './tools';

const MIB = 1024 * 1024;

/** What a run of an executor may need, whatever the guest says. */
const MAX_PEAK_MIB = 700;

describeWith('a runner without measure', NAMESPACES, () => {
  const folder = temporaryFolder('flightline-robust-');
  afterAll(() => folder.remove());

  it.each([
    ['1 GB of lines', 'yes "a line of a runner that never stops" | head -c 1000000000; exit 6'],
    ['a line of 200 MB', 'head -c 200000000 /dev/zero | tr "\\0" x; exit 6'],
    ['20 million short lines', 'yes | head -c 40000000; exit 6'],
  ])(
    'that prints %s is cut, and its run ends in bounded memory',
    async (_name, script) => {
      const run = await runBox(folder.path, script);
      const { result, paths } = finished(run);
      expect(result).toMatchObject({ verdict: 'failed', runnerExitCode: 6 });
      expect(run.peakMiB).toBeLessThan(MAX_PEAK_MIB);
      expect(statSync(paths.log).size).toBeLessThan(65 * MIB);
      expect(readFileSync(paths.log).subarray(-200).toString()).toContain('the rest is left out');
    },
    1_000_000,
  );
});

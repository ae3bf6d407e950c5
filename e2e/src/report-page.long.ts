// The page of triage in a real browser: what guests printed does nothing, and its own script works under its policy.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { evidencePaths } from '@flightline/core/evidence';
import { createRunner, describeEnding, succeeded } from '@flightline/core/process';
import { passedResult, temporaryFolder } from '@flightline/core/testing';
import { CHROMIUM, describeWith } from './tools';

const REPOSITORY = join(__dirname, '../..');

const PROGRAM = `
const { triage } = require('./packages/triage/dist/executors/triage/triage.js');
const { workspaceRoot, boxes } = JSON.parse(process.argv[1]);
const project = { name: 'app', root: 'app', tags: [] };
const projects = { app: { ...project, targets: {} } };
for (const box of boxes) {
  const options = { image: 'debian:bookworm', hostname: box, driver: 'dummy' };
  projects[box] = { root: 'app/vms/boxes/' + box, tags: ['type:box', 'matrix:app'], targets: { 'vm-run': { options } } };
}
const reporter = { emit: () => {}, close: () => {} };
const signal = new AbortController().signal;
triage({}, { workspaceRoot, project, projects, reporter, signal, taskHash: null, env: {}, runner: undefined });
`;

/** Would rename the page if it ran, in each of the ways in which text becomes a program. */
const HOSTILE = [
  '<script>document.title = "taken"</script>',
  '</pre><img src="x" onerror="document.title = \'taken\'">',
  '"><svg onload="document.title = \'taken\'">',
  '</style><style>body { display: none }</style>',
];
const GLIBC = "./app: /lib/libc.so.6: version `GLIBC_2.38' not found (required by ./app)";

describeWith('the page of triage in Chromium', CHROMIUM, () => {
  const folder = temporaryFolder('flightline-page-');
  afterAll(() => folder.remove());

  const evidence = join(folder.path, 'app/vms/artifacts');
  const address = pathToFileURL(join(evidence, 'triage/index.html')).href;

  async function pageOf(count: number): Promise<void> {
    const boxes = Array.from({ length: count }, (_, i) => `box${i}`);
    for (const box of boxes) {
      const paths = evidencePaths(evidence, box, box);
      for (const path of [join(evidence, 'logs'), paths.results])
        mkdirSync(path, { recursive: true });
      const noise = Array.from({ length: 20 }, (_, i) => `${'x'.repeat(2000)} ${i}`);
      writeFileSync(
        paths.log,
        `${[...noise, ...HOSTILE, GLIBC, ...HOSTILE, ...noise].join('\n')}\n`,
      );
      const result = passedResult({
        box,
        hostname: box,
        verdict: 'failed',
        because: HOSTILE[0] ?? '',
      });
      writeFileSync(paths.result, JSON.stringify(result));
    }
    const words = JSON.stringify({ workspaceRoot: folder.path, boxes });
    await demand([process.execPath, '-e', PROGRAM, words], REPOSITORY);
  }

  const browse = (url: string, ...flags: string[]) =>
    demand(
      [
        'chromium',
        ...['--headless=new', '--no-sandbox', '--disable-gpu', '--window-size=1200,1000'],
        `--user-data-dir=${join(folder.path, 'profile')}`,
        ...flags,
        url,
      ],
      folder.path,
    );

  async function demand(argv: [string, ...string[]], cwd: string): Promise<string> {
    const ended = await (await createRunner()).run(argv, { cwd, timeout: 300_000 });
    if (!succeeded(ended)) throw new Error(`${argv[0]} ${describeEnding(ended)}: ${ended.stderr}`);
    return ended.stdout;
  }

  /** The page after its script has run. */
  const dom = (hash = '') => browse(`${address}${hash}`, '--dump-dom');

  it('shows hostile lines as text, runs its own script, and opens what its address names', async () => {
    await pageOf(3);
    const page = await dom('#box-box1.1');
    expect(page).toContain('<title>app: 0 of 3 green</title>');
    expect(page).toContain('&lt;script&gt;document.title = "taken"&lt;/script&gt;');
    expect(page).not.toMatch(/<(?:img|svg)|<script[^>]*>document\.title/);
    expect(page.match(/<style>/g)).toHaveLength(1);
    // The script takes away what hides the filter.
    expect(page).toMatch(/<form role="search">/);
    const open = [...page.matchAll(/<details class="box" id="([^"]+)" open="">/g)];
    expect(open.map(([, id]) => id)).toEqual(['box-box1']);
  }, 300_000);

  it('has a light and a dark face, and can be printed', async () => {
    await pageOf(3);
    const shot = async (name: string, ...flags: string[]) => {
      const path = join(folder.path, name);
      await browse(address, `--screenshot=${path}`, ...flags);
      return readFileSync(path);
    };
    const light = await shot('light.png');
    expect(light.equals(await shot('again.png'))).toBe(true);
    const dark = await shot('dark.png', '--blink-settings=preferredColorScheme=0');
    expect(light.equals(dark)).toBe(false);
    const paper = join(folder.path, 'page.pdf');
    await browse(address, `--print-to-pdf=${paper}`);
    expect(readFileSync(paper).subarray(0, 5).toString()).toBe('%PDF-');
  }, 300_000);

  it('holds 1,000 boxes', async () => {
    await pageOf(1000);
    const written = readFileSync(join(evidence, 'triage/index.html'), 'utf8');
    expect(written.match(/<details class="box"/g)).toHaveLength(1000);
    // Of what a process says, only the end is kept.
    const page = await dom('#box-box999.1');
    expect(page).toMatch(/<details class="box" id="box-box999" open="">/);
  }, 300_000);
});

// The page of triage in a real browser: what guests printed does nothing, and its own script works under its policy.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { evidencePaths } from '@flightline/core/evidence';
import { createRunner, describeEnding, succeeded } from '@flightline/core/process';
import { passedResult, temporaryFolder } from '@flightline/core/testing';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
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
  const requests: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
  }, 60_000);
  beforeEach(() => requests.splice(0));
  afterAll(async () => {
    await browser.close();
    folder.remove();
  });

  const evidence = join(folder.path, 'app/vms/artifacts');
  const address = pathToFileURL(join(evidence, 'triage/index.html')).href;

  async function pageOf(count: number, green: readonly string[] = []): Promise<void> {
    const boxes = Array.from({ length: count }, (_, i) => `box${i}`);
    for (const box of boxes) {
      const paths = evidencePaths(evidence, box, box);
      for (const path of [join(evidence, 'logs'), paths.results])
        mkdirSync(path, { recursive: true });
      const noise = Array.from({ length: 20 }, (_, i) => `${'x'.repeat(2000)} ${i}`);
      const isGreen = green.includes(box);
      const said = isGreen ? ['all well'] : [...noise, ...HOSTILE, GLIBC, ...HOSTILE, ...noise];
      writeFileSync(paths.log, `${said.join('\n')}\n`);
      const failed = { verdict: 'failed', because: HOSTILE[0] ?? '' } as const;
      const result = passedResult({ box, hostname: box, ...(!isGreen && failed) });
      writeFileSync(paths.result, JSON.stringify(result));
    }
    const words = JSON.stringify({ workspaceRoot: folder.path, boxes });
    await demand([process.execPath, '-e', PROGRAM, words], REPOSITORY);
  }

  async function demand(argv: [string, ...string[]], cwd: string): Promise<string> {
    const ended = await (await createRunner()).run(argv, { cwd, timeout: 300_000 });
    if (!succeeded(ended)) throw new Error(`${argv[0]} ${describeEnding(ended)}: ${ended.stderr}`);
    return ended.stdout;
  }

  /** The page after its script has run. */
  async function open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 1000 },
      ...options,
    });
    const page = await context.newPage();
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${address}${hash}`);
    return page;
  }

  const idsOf = async (page: Page, selector: string) =>
    Promise.all((await page.locator(selector).all()).map((one) => one.getAttribute('id')));
  const shownBoxes = (page: Page) => idsOf(page, '.box:visible');
  const openedBoxes = (page: Page) => idsOf(page, 'details.box[open]');

  it('shows hostile lines as text, runs its own script, and opens what its address names', async () => {
    await pageOf(3);
    const page = await open('#box-box1.1');
    expect(await page.title()).toBe('app: 0 of 3 green');
    const markup = await page.content();
    expect(markup).toContain('&lt;script&gt;document.title = "taken"&lt;/script&gt;');
    expect(markup).not.toMatch(/<(?:img|svg)|<script[^>]*>document\.title/);
    expect(await page.locator('style').count()).toBe(1);
    expect(await openedBoxes(page)).toEqual(['box-box1']);
    expect(await page.locator('[id="box-box1.1"]').isVisible()).toBe(true);
    expect(requests).toEqual([address]);
  }, 300_000);

  it('filters by words and by what is not green, and goes by keys', async () => {
    await pageOf(3);
    const page = await open();
    const all = await shownBoxes(page);
    expect(all).toEqual(['box-box0', 'box-box1', 'box-box2']);
    await page.keyboard.press('/');
    await page.keyboard.type('box1 glibc_2.38');
    expect(await shownBoxes(page)).toEqual(['box-box1']);
    expect(await page.locator('#shown').textContent()).toBe('1 of 3 boxes');
    await page.keyboard.press('Escape');
    expect(await shownBoxes(page)).toEqual(all);

    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    expect(await openedBoxes(page)).toEqual(['box-box2']);
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    expect(await openedBoxes(page)).toEqual([]);

    await page.getByLabel('not green').check();
    expect(await shownBoxes(page)).toEqual(all);
  }, 300_000);

  it('hides what is green when only the rest is wanted', async () => {
    await pageOf(3, ['box1']);
    const page = await open();
    await page.getByLabel('not green').check();
    expect(await shownBoxes(page)).toEqual(['box-box0', 'box-box2']);
  }, 300_000);

  it('has a light and a dark face, and can be printed', async () => {
    await pageOf(3);
    const shot = async (colorScheme: 'light' | 'dark') =>
      (await open('', { colorScheme })).screenshot();
    const light = await shot('light');
    expect(light.equals(await shot('light'))).toBe(true);
    expect(light.equals(await shot('dark'))).toBe(false);
    const paper = await (await open()).pdf();
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  }, 300_000);

  it('holds 1,000 boxes', async () => {
    await pageOf(1000);
    const page = await open('#box-box999.1');
    expect(await page.locator('details.box').count()).toBe(1000);
    expect(await openedBoxes(page)).toEqual(['box-box999']);
    await page.keyboard.press('/');
    await page.keyboard.type('box77');
    expect(await shownBoxes(page)).toHaveLength(11);
  }, 300_000);
});

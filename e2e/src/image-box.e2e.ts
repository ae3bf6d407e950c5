// budget: 2 min, beside others
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import { digestOf, rawDisk } from './image-download/bench';
import { FileServer } from './image-download/server';
import { NAMESPACES, describeWith } from './tools';
import { type Workspace, editProject } from './workspace';
import { COMPASS, compassBox, dummyWorkspace } from './workspace/dummy-workspace';

const DISK = rawDisk('one');
const OTHER = rawDisk('two');

describeWith('a box with an image of the network', NAMESPACES, () => {
  let workspace: Workspace;
  let server: FileServer;
  let uri: string;
  beforeAll(async () => {
    workspace = await dummyWorkspace(['alma', 'suse']);
    server = await FileServer.start();
    uri = server.put('disk.img', DISK);
    for (const box of ['alma', 'suse'])
      editProject(workspace, compassBox(box), ({ targets }) =>
        Object.assign(targets['vm-run']?.options ?? {}, { image: uri }),
      );
  }, 240_000);
  afterAll(async () => {
    await server.stop();
    workspace.remove();
  });

  const home = () => join(workspace.root, 'home');
  const lock = () => workspace.read(`${compassBox('alma')}/image.lock.json`);
  const nx = (target: string, ...words: string[]) => nxHeard(() => undefined, target, ...words);
  const nxHeard = async (onLine: (line: string) => void, target: string, ...words: string[]) => {
    const argv = ['run', target, '--exclude-task-dependencies', ...words];
    const env = { XDG_CACHE_HOME: home(), NO_PROXY: '127.0.0.1' };
    const result = await workspace.nx(argv, env, onLine);
    return { ok: succeeded(result), said: result.stdout + result.stderr };
  };

  it('is refused until vm-image has recorded what the address gives', async () => {
    const refused = await nx('alma:vm-run');
    expect(refused).toMatchObject({ ok: false });
    expect(refused.said).toContain('IMAGE_UNLOCKED');
    expect(await nx('alma:vm-image')).toMatchObject({ ok: true });
    expect(JSON.parse(lock())).toMatchObject({ uri, download: { digest: digestOf(DISK) } });
    const run = await nx('alma:vm-run');
    expect([run.said, run.ok]).toEqual([run.said, true]);
    expect(workspace.read(`${COMPASS}/vms/artifacts/results/alma/result.json`)).toContain(
      digestOf(DISK),
    );
  }, 120_000);

  it('stays what it is when the address gives something else, until vm-image is asked', async () => {
    const before = lock();
    expect((await nx('alma:vm-image', '--check')).ok).toBe(true);
    server.put('disk.img', Buffer.concat([OTHER, OTHER]));
    const check = await nx('alma:vm-image', '--check');
    expect(check).toMatchObject({ ok: false });
    expect(check.said).toMatch(/size +1048576 bytes +2097152 bytes/);
    expect((await nx('alma:vm-image', '--verify')).ok).toBe(true);
    expect(lock()).toBe(before);
    expect((await nx('alma:vm-image')).said).toContain('something else before');
    expect(lock()).not.toBe(before);
  }, 120_000);

  it('can be removed when nothing uses it', async () => {
    const images = () =>
      readdirSync(join(home(), 'flightline/images')).filter((n) => /^http/.test(n));
    expect(images()).toHaveLength(2);
    expect((await nx('compass:vm-prune', '--maxSize', '1KB', '--dryRun')).ok).toBe(true);
    expect(images()).toHaveLength(2);
    const pruned = await nx('compass:vm-prune', '--maxSize', '1KB');
    expect([pruned.said, images()]).toEqual([pruned.said, []]);
    expect(existsSync(join(home(), 'flightline/images'))).toBe(true);
  }, 60_000);

  it('is fetched once by two runs that want it at the same time', async () => {
    server.put('disk.img', DISK);
    for (const box of ['alma', 'suse']) expect((await nx(`${box}:vm-image`)).ok).toBe(true);
    expect((await nx('compass:vm-prune', '--maxSize', '1KB')).ok).toBe(true);
    const before = server.requests('disk.img').length;
    const waits = new AbortController();
    server.put('disk.img', DISK, (_request, response, body) => {
      waits.signal.addEventListener('abort', () => response.writeHead(200).end(body));
      return true;
    });
    const hear = (line: string) => {
      if (/waiting for process \d+ \(box '(?:alma|suse)'\), which fetches it/.test(line))
        waits.abort();
    };
    const both = await Promise.all(
      ['alma', 'suse'].map((box) => nxHeard(hear, `${box}:vm-run`, '--skip-nx-cache')),
    );
    expect(both).toMatchObject([{ ok: true }, { ok: true }]);
    expect(waits.signal.aborted).toBe(true);
    expect(server.requests('disk.img').slice(before)).toEqual(['GET /disk.img']);
  }, 120_000);
});

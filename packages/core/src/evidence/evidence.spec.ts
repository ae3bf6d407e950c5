import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { passedResult, temporaryFolder } from '../testing';
import { beginEvidence, evidencePaths, readEvidence, writeFileAtomically } from '.';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder('flightline-evidence-')));
afterEach(() => folder.remove());

const RUN = {
  box: 'ubuntu22',
  hostname: 'jammy',
  startedAt: '2026-01-02T03:04:05.000Z',
  taskHash: null,
};

const RESULT = passedResult(RUN);

/** Makes folders in folders: as deep as a path can name, then under what is there already. */
function dig(path: string, depth: number): void {
  const step = 'd/'.repeat(500);
  for (let made = 0; made < depth; made += 500) {
    const aside = `${path}.aside`;
    mkdirSync(join(aside, step), { recursive: true });
    if (existsSync(path)) renameSync(path, join(aside, step, 'd'));
    renameSync(aside, path);
  }
}

const read = () => readEvidence(folder.path, 'ubuntu22', 'jammy');

describe('beginEvidence', () => {
  it('marks the box as running, in a staging folder that readers can follow', () => {
    const writer = beginEvidence(folder.path, RUN);
    writeFileSync(writer.staging.log, 'so far\n');
    const evidence = read();
    expect(evidence).toMatchObject({ state: 'running', alive: true, result: { pid: process.pid } });
    expect('paths' in evidence && readFileSync(evidence.paths.log, 'utf8')).toBe('so far\n');
    expect(existsSync(writer.final.log)).toBe(false);
  });

  it('moves everything into place and leaves no staging folder', () => {
    const writer = beginEvidence(folder.path, RUN);
    writeFileSync(writer.staging.log, 'log');
    writeFileSync(writer.staging.console, 'console');
    writeFileSync(join(writer.staging.reports, 'junit.xml'), 'report');
    writer.commit(RESULT);
    expect(read()).toEqual({ state: 'finished', result: RESULT, paths: writer.final });
    expect(readFileSync(writer.final.log, 'utf8')).toBe('log');
    expect(readFileSync(writer.final.console, 'utf8')).toBe('console');
    expect(readFileSync(join(writer.final.reports, 'junit.xml'), 'utf8')).toBe('report');
    expect(readdirSync(join(folder.path, '.staging'))).toEqual([]);
  });

  it('takes the evidence of the run before away, at once', () => {
    const first = beginEvidence(folder.path, RUN);
    writeFileSync(first.staging.log, 'old');
    writeFileSync(join(first.staging.reports, 'old.xml'), 'old');
    first.commit(RESULT);
    const second = beginEvidence(folder.path, RUN);
    expect(existsSync(first.final.log)).toBe(false);
    second.commit({ ...RESULT, verdict: 'infra' });
    expect(readdirSync(second.final.reports)).toEqual([]);
  });

  it('holds room for what is written last', () => {
    const writer = beginEvidence(folder.path, RUN);
    const room = () => {
      const reserve = join(writer.pending.staging, 'reserve');
      return readdirSync(reserve).map((name) => [name, statSync(join(reserve, name)).size]);
    };
    expect(room()).toEqual([
      ['junit', 128 * 1024],
      ['result', 128 * 1024],
    ]);
    writer.writeJunit('<testsuites/>');
    expect(readFileSync(writer.staging.junit, 'utf8')).toBe('<testsuites/>');
    expect(room()).toEqual([['result', 128 * 1024]]);
    writer.commit(RESULT);
    expect(read()).toMatchObject({ state: 'finished', result: RESULT });
  });

  it('takes away what is deeper than a path can name', () => {
    const writer = beginEvidence(folder.path, RUN);
    writer.commit(RESULT);
    const { final } = writer;
    dig(final.reports, 3000);
    expect(() => rmdirSync(final.reports)).toThrow('ENOTEMPTY');
    beginEvidence(folder.path, RUN);
    expect(existsSync(final.reports)).toBe(false);
  });

  it('leaves the evidence of other boxes alone', () => {
    const other = beginEvidence(folder.path, { ...RUN, box: 'debian12', hostname: 'bookworm' });
    writeFileSync(other.staging.log, 'other');
    other.commit({ ...RESULT, box: 'debian12', hostname: 'bookworm' });
    beginEvidence(folder.path, RUN);
    expect(readEvidence(folder.path, 'debian12', 'bookworm').state).toBe('finished');
    expect(readFileSync(other.final.log, 'utf8')).toBe('other');
  });
});

describe('readEvidence', () => {
  const write = (text: string) => {
    const { result, results } = evidencePaths(folder.path, 'ubuntu22', 'jammy');
    mkdirSync(results, { recursive: true });
    writeFileSync(result, text);
  };

  it('says when a box has not run', () => {
    expect(read()).toEqual({ state: 'not run' });
  });

  it('tells an aborted run', () => {
    beginEvidence(folder.path, RUN).commit({ ...RESULT, state: 'aborted', verdict: 'aborted' });
    expect(read()).toMatchObject({ state: 'aborted', result: { verdict: 'aborted' } });
  });

  it('tells a run whose process is gone', () => {
    // Larger than any pid Linux gives out.
    write(
      JSON.stringify({ ...RUN, schemaVersion: 1, state: 'running', pid: 4_194_305, staging: 'x' }),
    );
    expect(read()).toMatchObject({ state: 'running', alive: false });
  });

  it.each([
    ['half of a file', '{"schemaVersion": 1,', /no JSON/],
    ['nothing', '', /no JSON/],
    ['another version', '{"schemaVersion": 2}', /schemaVersion 2, not 1/],
    ['no object', 'null', /result\.json/],
    [
      'a result without its parts',
      '{"schemaVersion": 1, "state": "finished"}',
      /no 'machine', 'digests'/,
    ],
  ])('does not throw for %s', (_, text, because) => {
    write(text);
    expect(read()).toEqual({
      state: 'unreadable',
      because: expect.stringMatching(because) as string,
    });
  });

  it('does not throw for a folder in the place of the file', () => {
    mkdirSync(evidencePaths(folder.path, 'ubuntu22', 'jammy').result, { recursive: true });
    expect(read()).toMatchObject({ state: 'unreadable' });
  });
});

describe('writeFileAtomically', () => {
  it('makes the folder, replaces the file and leaves nothing beside it', () => {
    const path = join(folder.path, 'a', 'b.json');
    writeFileAtomically(path, 'one');
    writeFileAtomically(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder.path, 'a'))).toEqual(['b.json']);
  });

  it('leaves the old file and nothing beside it when it fails', () => {
    const path = join(folder.path, 'busy');
    mkdirSync(path);
    writeFileSync(join(path, 'x'), '');
    expect(() => writeFileAtomically(path, 'two')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder.path)).toEqual(['busy']);
  });
});

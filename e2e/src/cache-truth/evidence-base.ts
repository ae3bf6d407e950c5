// The evidence of the base state, and how that of a later moment compares to it.
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderManifest } from '@flightline/core/evidence';
import type { Checkout } from './checkout';
import type { BoxSeen } from './judge';
import { EVERY_BOX, evidenceOf, rootOf } from './product';

type Files = ReadonlyMap<string, string>;

export class EvidenceBase {
  private constructor(private readonly files: ReadonlyMap<string, Files>) {}

  /** Takes what stands there now as the base. */
  static read(checkout: Checkout): EvidenceBase {
    return new EvidenceBase(new Map(EVERY_BOX.map((box) => [box, filesOf(checkout, box)])));
  }

  /** The same; raises an Error when a box has not left a complete set. */
  static readWhole(checkout: Checkout): EvidenceBase {
    const base = EvidenceBase.read(checkout);
    for (const [box, files] of base.files)
      if (files.size < 5) throw new Error(`'${box}' left only: ${[...files.keys()].join(', ')}`);
    return base;
  }

  /** What each box did since `mark` (ms of the clock); also boxes that only `more` knows. */
  compare(checkout: Checkout, mark: number, more: readonly string[]): BoxSeen[] {
    const boxes = [...new Set([...EVERY_BOX, ...more])];
    return boxes.map((box) => ({
      box,
      there: isThere(checkout, box),
      ...this.judgeFiles(checkout, box, mark),
    }));
  }

  private judgeFiles(
    checkout: Checkout,
    box: string,
    mark: number,
  ): Pick<BoxSeen, 'evidence' | 'because'> {
    const { startedAt, verdict, state, because } = readResult(checkout, box);
    const newer = startedAt !== undefined && Date.parse(startedAt) >= mark;
    const says = `result.json: ${state ?? 'none'} ${verdict ?? ''} ${because ?? ''}`.trim();
    if (newer && verdict === 'passed') return { evidence: 'ran', because: says };
    if (newer) return { evidence: 'neither', because: says };
    const differs = difference(this.files.get(box) ?? new Map(), filesOf(checkout, box));
    return differs.length === 0
      ? { evidence: 'kept', because: '' }
      : { evidence: 'neither', because: `Differs: ${differs.join(', ')}.` };
  }
}

/** Digest by path of everything that the evidence of a box consists of. */
function filesOf(checkout: Checkout, box: string): Files {
  const { log, reports, results } = evidenceOf(box);
  const entries = [reports, results].flatMap((folder) =>
    isFolder(checkout.at(folder))
      ? folderManifest(checkout.at(folder)).map(
          ({ path, mode, sha256 }) => [join(folder, path), `${mode} ${sha256}`] as const,
        )
      : [],
  );
  const text = isFile(checkout.at(log)) ? [[log, checkout.read(log)] as const] : [];
  return new Map([...entries, ...text]);
}

function difference(before: Files, now: Files): string[] {
  const paths = new Set([...before.keys(), ...now.keys()]);
  return [...paths].filter((path) => before.get(path) !== now.get(path));
}

interface Result {
  startedAt?: string;
  state?: string;
  verdict?: string;
  because?: string;
}

function readResult(checkout: Checkout, box: string): Result {
  const path = checkout.at(join(evidenceOf(box).results, 'result.json'));
  if (!isFile(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Result;
  } catch {
    return { state: 'no JSON' };
  }
}

function isThere(checkout: Checkout, box: string): boolean {
  const path = checkout.at(`${rootOf(box)}/project.json`);
  return (
    existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { name?: string }).name === box
  );
}

const isFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

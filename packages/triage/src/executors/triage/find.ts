import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { EvidencePaths } from '@flightline/core/evidence';
import { type JunitFile, readReports } from '@flightline/core/report';
import { classify } from '../../classify';
import type { RuleSet } from '../../matching/rule-set';
import { followed } from './follow';
import { junitFinding } from './junit-finding';
import type { BoxFinding, Source } from './report';

/** What is looked through, and with what. */
export interface Search {
  rules: RuleSet;
  workspaceRoot: string;
  /** Absolute; paths that rules name begin below it. */
  evidenceDir: string;
}

export interface Found {
  findings: BoxFinding[];
  files: string[];
  junit: JunitFile[];
}

/** All that rules and reports say about a box. A console says much in passing: it is asked only where a run failed. */
export async function findIn(
  box: string,
  paths: EvidencePaths,
  passed: boolean,
  search: Search,
): Promise<Found> {
  const { files, junit } = await readReports(paths.reports);
  const findings = await findingsIn(box, 'log', paths.log, search);
  if (!passed) findings.push(...(await findingsIn(box, 'console', paths.console, search)));
  for (const file of junit) {
    const finding = junitFinding(
      box,
      file,
      relative(search.workspaceRoot, join(paths.reports, file.file)),
    );
    if (finding !== undefined) findings.push(finding);
  }
  return { findings: await followAll(box, findings, paths, search), files, junit };
}

async function findingsIn(
  box: string,
  source: Source,
  path: string,
  search: Search,
): Promise<BoxFinding[]> {
  if (!existsSync(path)) return [];
  const file = relative(search.evidenceDir, path);
  const found = await classify(path, { box, file }, search.rules);
  return found.map((finding) => ({
    ...finding,
    source,
    file: relative(search.workspaceRoot, path),
  }));
}

/** A finding that names files which say more is shown with the end of the newest, and what rules find in that. */
async function followAll(
  box: string,
  findings: readonly BoxFinding[],
  paths: EvidencePaths,
  search: Search,
): Promise<BoxFinding[]> {
  const all: BoxFinding[] = [];
  const read = new Set<string>();
  for (const finding of findings) {
    const globs = search.rules.rules.find(({ id }) => id === finding.rule)?.follow ?? [];
    const end =
      globs.length === 0 ? undefined : await followed(globs, [paths.collected, paths.reports]);
    if (end === undefined) {
      all.push(finding);
      continue;
    }
    const { path, tail } = end;
    all.push({ ...finding, followed: { file: relative(search.workspaceRoot, path), tail } });
    if (!read.has(path)) all.push(...(await findingsIn(box, 'collected', path, search)));
    read.add(path);
  }
  return all;
}

import { join } from 'node:path';
import { readEvidence } from '@flightline/core/evidence';
import type { Box } from '@flightline/core/model';
import type { Libraries, System } from './system';
import { SYSTEMS } from './systems';

/** A box as checks of the artifact see it. */
export interface BoxSystem {
  box: string;
  /** What is known of its system; undefined when nothing is. */
  system: (Omit<System, 'image' | 'os'> & { libraries: Libraries | undefined }) | undefined;
}

/** What a machine said of itself in its last run. */
export type GuestFacts = Readonly<Record<string, string>>;

/** The system of a box by what it said of itself, or by its image before it ever ran. */
export function systemOf(box: Box, facts: GuestFacts = {}): BoxSystem {
  const { name, options } = box;
  const { os = '' } = facts;
  const known =
    SYSTEMS.find((one) => one.os.test(os)) ??
    (os === '' ? SYSTEMS.find(({ image }) => image.test(options.image)) : undefined);
  const measured = measuredIn(facts, known?.libraries);
  if (known === undefined) {
    return {
      box: name,
      system: measured && { name: os, libraries: measured, ...RAN },
    };
  }
  const { needs, ...rest } = known;
  return {
    box: name,
    system: {
      ...rest,
      ...(needs === undefined ? {} : { needs }),
      ...(measured === undefined ? {} : { libraries: measured, ...RAN }),
    },
  };
}

const RAN = { source: 'result.json of its last run', asOf: 'then' };

/** The versions that a run found in its machine, beside what is known of the system. */
function measuredIn(facts: GuestFacts, known: Libraries | undefined): Libraries | undefined {
  const [, glibc] = /^glibc (\d+(?:\.\d+)+)$/.exec(facts['libc'] ?? '') ?? [];
  const [, minor] = /^6\.0\.(\d+)$/.exec(facts['libstdcxx'] ?? '') ?? [];
  const glibcxx = minor === undefined ? known?.glibcxx : Number(minor);
  if (facts['arch'] !== undefined && facts['arch'] !== 'x86_64') return undefined;
  if (glibc === undefined || glibcxx === undefined) return undefined;
  return { glibc, glibcxx, zlib: known?.zlib, isaLevel: known?.isaLevel ?? 1 };
}

/** The facts of the last run of each box of a release project. */
export function systemsOf(boxes: readonly Box[], releaseRoot: string): BoxSystem[] {
  return boxes.map((box) => {
    const { evidenceDir, hostname } = box.options;
    const evidence = readEvidence(join(releaseRoot, evidenceDir), box.name, hostname);
    const isOver = evidence.state === 'finished' || evidence.state === 'aborted';
    return systemOf(box, isOver ? evidence.result.guest : {});
  });
}

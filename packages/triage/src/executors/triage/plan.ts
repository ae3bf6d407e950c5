import { type Problem, UserError, rejectProblems } from '@flightline/core/errors';
import {
  BOX_DEFAULTS,
  type Box,
  type BoxOptions,
  type Matrix,
  matrixTag,
} from '@flightline/core/model';
import { PatternError, compilePattern } from '../../matching/matcher';
import type { TriageExecutorSchema } from './schema';

/** What to look at and what to show. Paths are relative to the release project. */
export interface TriagePlan {
  release: string;
  boxes: readonly PlannedBox[];
  /** Folder of the product's own rules. */
  rules: string;
  /** Where triage.json and the other reports go. */
  output: string;
  show: View;
}

export interface PlannedBox {
  name: string;
  /** Folder of the box project, relative to the workspace. */
  root: string;
  options: BoxOptions;
  evidenceDir: string;
}

/** The sections below the table. */
export interface View {
  /** Boxes that are not green, with their findings. */
  details: boolean;
  /** Hard failures of all boxes, a line each. */
  hard: boolean;
  reports: boolean;
  /** Lines of every log; 0 for none. */
  tail: number;
  /** Pattern to look for in logs and consoles. */
  grep?: string;
}

const DEFAULT_TAIL = 100;
export const DEFAULT_RULES = 'triage/rules';

export function planTriage(options: TriageExecutorSchema, matrix: Matrix): TriagePlan {
  const { release } = matrix;
  if (matrix.boxes.length === 0) {
    throw new UserError(
      'MATRIX_INVALID',
      `The release project '${release}' has no boxes.`,
      `Give each box project the tags 'type:box' and '${matrixTag(release)}'.`,
    );
  }
  return {
    release,
    boxes: chosen(options.boxes, matrix).map((box) => planBox(box, options.evidenceDir)),
    rules: options.rules ?? DEFAULT_RULES,
    output: `${options.evidenceDir ?? BOX_DEFAULTS.evidenceDir}/triage`,
    show: viewOf(options),
  };
}

function chosen(names: readonly string[] | undefined, { release, boxes }: Matrix): readonly Box[] {
  if (names === undefined || names.length === 0) return boxes;
  const unknown = names.filter((name) => !boxes.some((box) => box.name === name));
  rejectProblems(
    'OPTIONS_INVALID',
    `Some boxes do not belong to the matrix of '${release}'.`,
    `Its boxes are: ${boxes.map(({ name }) => name).join(', ')}.`,
    unknown.map((name): Problem => ({ key: 'boxes', message: `There is no box '${name}'.` })),
  );
  return boxes.filter(({ name }) => names.includes(name));
}

function planBox({ name, root, options }: Box, evidenceDir = options.evidenceDir): PlannedBox {
  return { name, root, options, evidenceDir };
}

function usable(grep: string): string {
  try {
    compilePattern(grep);
    return grep;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new UserError('OPTIONS_INVALID', `'${grep}' is no pattern. ${error.message}`, error.hint);
  }
}

function viewOf({ tail = false, hard = false, reports = false, grep }: TriageExecutorSchema): View {
  const lines = tail === true ? DEFAULT_TAIL : Number(tail);
  if (!Number.isInteger(lines) || lines < 0) {
    throw new UserError(
      'OPTIONS_INVALID',
      `'${lines}' is no number of lines.`,
      "Use '--tail' for the last 100 lines, or e.g. '--tail=20'.",
    );
  }
  const details = !hard && !reports && lines === 0 && grep === undefined;
  return {
    ...{ details, hard, reports, tail: lines },
    ...(grep === undefined ? {} : { grep: usable(grep) }),
  };
}

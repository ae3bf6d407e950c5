import {
  type Check,
  type CheckContext,
  type Outcome,
  fail,
  pass,
  skip,
  unverified,
} from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { Prediction } from '@flightline/core/predictions';
import {
  type Lack,
  type ShippedArtifact,
  artifactsOf,
  lacksOf,
  loadable,
  noArtifact,
} from '../loading';
import { type BoxSystem, systemsOf } from '../systems';

interface Settings {
  provided: readonly string[];
}

const ID = 'elf-start';

export const elfStart: Check<Settings> = {
  id: ID,
  stage: 'artifact',
  title: 'Every program and library of the artifact can be loaded in every box',
  why: 'What was linked on a newer system does not start on an older one, and says so only in the box.',
  fix: 'Build on a system that is not newer than the oldest box, or bundle what is missing.',
  settings: {
    properties: {
      provided: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        description:
          'Names of libraries (DT_SONAME) that every box brings, beside glibc, libstdc++, libgcc_s and libz.',
        default: [],
      },
    },
  },
  run: async (context) => {
    const shipped = await artifactsOf(context);
    const parts = shipped.map((one) => judge(one, context));
    return join(parts, shipped);
  },
};

interface Part {
  lacks: readonly Lack[];
  /** What could not be found out. */
  open: readonly Problem[];
  files: number;
}

function judge(
  { name, boxes, artifact }: ShippedArtifact,
  { releaseRoot, settings }: CheckContext<Settings>,
): Part {
  if (artifact === undefined) return { lacks: [], open: [noArtifact({ name })], files: 0 };
  const systems = systemsOf(boxes, releaseRoot);
  const elves = loadable(artifact.elves);
  const lacks = lacksOf(elves, systems, settings.provided);
  const foreign = artifact.elves.length > 0 && elves.length === 0;
  return {
    lacks: lacks.filter(({ kind }) => kind === 'lacks'),
    open: [
      ...artifact.unseen,
      ...(elves.length === 0 ? [] : strangers(systems)),
      ...lacks.filter(({ kind }) => kind === 'unknown').map(asProblem),
      ...(foreign ? [{ file: name, message: 'None of its ELF files is for x86-64.' }] : []),
    ],
    files: elves.length,
  };
}

function strangers(systems: readonly BoxSystem[]): Problem[] {
  return systems.flatMap(({ box, system }) =>
    system === undefined
      ? [
          {
            message: `Nobody knows what box '${box}' brings: its image is no system of the table, and it has not run yet.`,
          },
        ]
      : [],
  );
}

function join(parts: readonly Part[], shipped: readonly ShippedArtifact[]): Outcome {
  const lacks = parts.flatMap((part) => part.lacks);
  const open = parts.flatMap((part) => part.open);
  const files = parts.reduce((sum, part) => sum + part.files, 0);
  if (lacks.length > 0) {
    const because = 'Boxes lack what files of the artifact need.';
    return {
      ...fail(because, elfStart.fix, [...lacks.map(asProblem), ...open]),
      predictions: lacks.flatMap(predictionsOf),
    };
  }
  if (open.length > 0) return unverified('Not all that boxes have to bring is known.', open);
  if (files === 0) return skip('There is no ELF file in the artifact.');
  const boxes = shipped.flatMap((one) => one.boxes).length;
  return pass(`${files} ELF ${files === 1 ? 'file' : 'files'}, ${boxes} boxes`);
}

function asProblem({ kind, file, what, boxes, hint }: Lack): Problem {
  const named = boxes.map(({ box, has }) => `'${box}'${has === undefined ? '' : ` (${has})`}`);
  const message =
    kind === 'lacks'
      ? `It needs ${what}, which is not in ${named.join(', ')}.`
      : `It needs ${what}, and nobody knows whether that is in ${named.join(', ')}.`;
  return { file, message, hint };
}

function predictionsOf({ file, what, boxes }: Lack): Prediction[] {
  return boxes.map(({ box, has }) => ({
    ...{ box, check: ID, kind: 'start', file },
    message: `It needs ${what}, and '${box}' has ${has ?? 'none'}.`,
  }));
}

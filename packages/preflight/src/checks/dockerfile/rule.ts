import type { Position, Problem } from '@flightline/core/errors';
import type { Dockerfile, Stage } from '@flightline/core/readers/dockerfile';

/** What the rules look at. */
export interface Build {
  dockerfile: Dockerfile;
  /** The stages that docker-build targets name; without any, those that no other is made from. */
  shipped: readonly Stage[];
  /** The text of a file of the context; undefined where there is none or it is no text. */
  textOf(path: string): string | undefined;
}

export interface Flaw {
  problem: Problem;
  /** True for advice: the build is good without it. */
  mild?: true;
}

/** One question about a Dockerfile. */
export interface DockerfileRule {
  id: string;
  title: string;
  why: string;
  /** What it means that there are flaws, in one sentence. */
  because: string;
  fix: string;
  look(build: Build): readonly Flaw[];
  /** Where it has nothing to say about a build: why. */
  idle?(build: Build): string | undefined;
}

/** Something wrong at a place of the Dockerfile. */
export const flaw = ({ dockerfile }: Build, { line, column }: Position, message: string): Flaw => ({
  problem: { file: dockerfile.file, line, column, message },
});

export const advice = (build: Build, place: Position, message: string): Flaw => ({
  ...flaw(build, place, message),
  mild: true,
});

export const titleOf = ({ name, index }: Stage): string =>
  name === undefined ? `stage ${index}` : `stage '${name}'`;

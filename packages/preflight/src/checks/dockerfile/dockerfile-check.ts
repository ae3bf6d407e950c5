import { type Check, type Outcome, fail, pass, skip, warn } from '@flightline/core/check';
import type { ProjectFiles } from '@flightline/core/files';
import { type BuildTarget, buildTargets, readBuilds } from './builds';
import type { DockerfileRule, Flaw } from './rule';

/** The check that asks one question about every Dockerfile that is built. */
export function dockerfileCheck(rule: DockerfileRule): Check {
  const { id, title, why, fix } = rule;
  return {
    ...{ id, stage: 'source', title, why, fix },
    run: ({ files, targets }) => Promise.resolve(look(rule, buildTargets(targets), files)),
  };
}

function look(rule: DockerfileRule, targets: readonly BuildTarget[], files: ProjectFiles): Outcome {
  const there = targets.filter(({ file }) => files.kind(file) !== 'missing');
  const names = [...new Set(targets.map(({ file }) => files.name(file)))];
  if (there.length === 0) return skip(`There is no '${names.join("', '")}'.`);
  const builds = there.flatMap((target) => readBuilds(target, files));
  const idle = builds.map((build) => rule.idle?.(build));
  const [reason] = idle;
  if (reason !== undefined && !idle.includes(undefined)) return skip(reason);
  const { because, fix } = rule;
  const flaws = builds.flatMap((build) => rule.look(build));
  return judgeFlaws(flaws, { because, fix, detail: names.join(', ') });
}

/** Advice alone is a warning. What several builds have in common is told once. */
export function judgeFlaws(
  flaws: readonly Flaw[],
  { because, fix, detail }: { because: string; fix: string; detail: string },
): Outcome {
  const unique = new Map(flaws.map((one) => [JSON.stringify(one.problem), one]));
  const problems = [...unique.values()].map(({ problem }) => problem);
  if (problems.length === 0) return pass(detail);
  return flaws.every(({ mild }) => mild)
    ? warn(because, fix, problems)
    : fail(because, fix, problems);
}

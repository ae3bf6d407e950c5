import { posix } from 'node:path';
import { type Instruction, type Stage, chainOf, flagOf } from '@flightline/core/readers/dockerfile';
import { type Build, type DockerfileRule, type Flaw, flaw, titleOf } from './rule';

export const user: DockerfileRule = {
  id: 'dockerfile-user',
  title: 'What is started does not stay root',
  why: 'A flaw in a program that runs as root is a flaw in the whole container, and often in the host.',
  because: 'A shipped image runs as root.',
  fix: 'End the stage with a USER that is not root, or let its entry point drop privileges: gosu, su-exec, setpriv.',
  look: (build) => build.shipped.flatMap((stage) => lookAtStage(stage, build)),
};

const ROOT = /^(root|0)(:.*)?$/;
/** Images whose own USER is no root, by their tags or names. */
const NOT_ROOT_BY_ITSELF = /(^|[:/-])nonroot($|[@-])|^(docker\.io\/)?cgr\.dev\/chainguard\//;
const DROPS = /\b(gosu|su-exec|setpriv|runuser|s6-setuidgid|chpst|setuidgid)\b/;

function lookAtStage(stage: Stage, build: Build): Flaw[] {
  const chain = chainOf(stage);
  const instructions = chain.flatMap((one) => one.instructions);
  const start = instructions.filter(({ keyword }) => ['CMD', 'ENTRYPOINT'].includes(keyword));
  const root = chain[0]?.base ?? stage.base;
  // Files alone, for others to take; nothing in it is ever started.
  if (root.kind === 'scratch' && start.length === 0) return [];
  const last = instructions.findLast(({ keyword }) => keyword === 'USER');
  const name = last?.value.text ?? '';
  if (last !== undefined && !ROOT.test(name)) return [];
  if (root.kind === 'image' && last === undefined && NOT_ROOT_BY_ITSELF.test(root.image)) return [];
  if (start.some((one) => dropsPrivileges(one, chain, build))) return [];
  const message =
    last === undefined
      ? `No USER in ${titleOf(stage)}, so it runs as root.`
      : `The last USER of ${titleOf(stage)} is '${name}'.`;
  return [flaw(build, last ?? stage.from, message)];
}

/** By itself, or by the script that it starts and that comes from the context. */
function dropsPrivileges(start: Instruction, chain: readonly Stage[], build: Build): boolean {
  if (DROPS.test(start.text)) return true;
  const programs = start.exec ?? start.text.split(/\s+/);
  return programs
    .flatMap((program) => sourceOf(program, chain))
    .some((path) => DROPS.test(withoutComments(build.textOf(path) ?? '')));
}

const withoutComments = (script: string) => script.replaceAll(/(^|\s)#.*$/gm, '');

/** Where in the context a program may come from: copied by its name, in a folder, or under another name. */
function sourceOf(program: string, chain: readonly Stage[]): string[] {
  const name = posix.basename(program);
  return chain
    .flatMap(({ instructions }) => instructions)
    .filter((one) => ['COPY', 'ADD'].includes(one.keyword) && flagOf(one, 'from') === undefined)
    .flatMap(({ exec, value }) => {
      const words = exec ?? value.text.split(/\s+/);
      const sources = words.slice(0, -1);
      return posix.basename(words.at(-1) ?? '') === name
        ? sources
        : sources.map((source) =>
            posix.basename(source) === name ? source : posix.join(source, name),
          );
    });
}

import { type Stage, chainOf } from '@flightline/core/readers/dockerfile';
import { partsOf } from './bases';
import { type Command, commandsOf } from './commands';
import { type Build, type DockerfileRule, type Flaw, flaw, titleOf } from './rule';

export const stages: DockerfileRule = {
  id: 'dockerfile-stages',
  title: 'What is shipped is built in a stage of its own, and holds no build tools',
  why: 'Compilers and package managers make an image large, and are what an intruder looks for first.',
  because: 'Tools of the build get into what is shipped.',
  fix: 'Build in a stage of its own, and take nothing but the result from it: COPY --from=build.',
  look: (build) =>
    build.shipped.flatMap((stage) => [
      ...lookAtSingle(stage, build),
      ...lookAtBase(stage, build),
      ...lookAtCopies(stage, build),
      ...lookAtCommands(stage, build),
    ]),
};

/** Programs that turn sources into something else, and with which words; all words when none is named. */
const BUILDERS: Readonly<Record<string, readonly string[]>> = {
  cargo: ['build', 'install'],
  cmake: [],
  go: ['build', 'install'],
  gradle: [],
  make: [],
  mvn: [],
  ninja: [],
  npm: ['run'],
  nuitka: [],
  pnpm: ['run', 'build'],
  poetry: ['build'],
  pyinstaller: [],
  uv: ['build'],
  yarn: ['run', 'build'],
};

interface Installer {
  family: string;
  install: string;
  remove: readonly string[];
}
const APT: Installer = {
  family: 'apt',
  install: 'install',
  remove: ['purge', 'remove', 'autoremove'],
};
const RPM: Installer = {
  family: 'rpm',
  install: 'install',
  remove: ['remove', 'erase', 'autoremove'],
};

const INSTALLERS: Readonly<Record<string, Installer>> = {
  apk: { family: 'apk', install: 'add', remove: ['del'] },
  apt: APT,
  'apt-get': APT,
  dnf: RPM,
  microdnf: RPM,
  yum: RPM,
  zypper: { family: 'zypper', install: 'install', remove: ['remove', 'rm'] },
};

/** Distribution packages that are of no use once something is built. */
const BUILD_PACKAGE =
  /^(autoconf|automake|binutils|build-base|build-essential|cargo|clang(-\d+)?|cmake|cpp|g\+\+(-\d+)?|gcc(-c\+\+|-\d+)?|gfortran|git|golang(-go|-bin)?|libtool|make|maven|meson|musl-dev|ninja-build|nodejs-dev|patch|pkg-config|python3?-dev(el)?|rustc|rust|.+-dev|.+-devel)$/;
/** Images that hold tools, by their names without registry. */
const BUILD_IMAGE =
  /(^|\/)(astral-sh\/uv|buildpack-deps|gcc|golang|gradle|maven|node-gyp|rust|dotnet\/sdk|manylinux[\w.]*)$/;

function lookAtBase(stage: Stage, build: Build): Flaw[] {
  const [first = stage] = chainOf(stage);
  if (first.base.kind !== 'image') return [];
  return BUILD_IMAGE.test(partsOf(first.base.image).name)
    ? [flaw(build, first.from, `'${first.base.image}' is an image to build in.`)]
    : [];
}

function lookAtCopies(stage: Stage, build: Build): Flaw[] {
  const sources = chainOf(stage).flatMap((one) => one.sources);
  return sources.flatMap(({ base, instruction }) => {
    // A mount is there for one step only.
    const isKept = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
    return isKept && base.kind === 'image' && BUILD_IMAGE.test(partsOf(base.image).name)
      ? [flaw(build, instruction, `${titleOf(stage)} keeps tools of '${base.image}'.`)]
      : [];
  });
}

function lookAtSingle(stage: Stage, build: Build): Flaw[] {
  const [first, ...more] = chainOf(stage);
  const isAlone = more.length === 0 && stage.sources.every(({ base }) => base.kind !== 'stage');
  const run = first?.instructions.find(({ keyword }) => keyword === 'RUN');
  return isAlone && run !== undefined
    ? [flaw(build, stage.from, `${titleOf(stage)} is built where it is shipped, in one stage.`)]
    : [];
}

function lookAtCommands(stage: Stage, build: Build): Flaw[] {
  const commands = commandsOf(stage);
  return commands.flatMap((command, index) => {
    const sameLayer = commands.slice(index + 1).filter(({ run }) => run === command.run);
    const tools = installedBy(command).filter(
      (name) => !sameLayer.some((later) => removes(later, name, command)),
    );
    const names = tools.map((name) => `'${name}'`).join(', ');
    const builder = builderIn(command);
    return [
      ...(tools.length === 0 ? [] : [`${titleOf(stage)} keeps ${names}.`]),
      ...(builder === undefined
        ? []
        : [`'${builder}' runs in ${titleOf(stage)}, which is shipped.`]),
    ].map((message) => flaw(build, command.run, message));
  });
}

function builderIn({ words: [program = '', ...words] }: Command): string | undefined {
  const subcommands = BUILDERS[program];
  if (subcommands === undefined || subcommands.length === 0) return subcommands && program;
  const action = words.find((word) => !word.startsWith('-')) ?? '';
  return subcommands.includes(action) ? `${program} ${action}` : undefined;
}

function installedBy({ words: [program = '', ...words] }: Command): string[] {
  const [action, ...names] = words.filter((word) => !word.startsWith('-'));
  if (action === undefined || INSTALLERS[program]?.install !== action) return [];
  return names
    .map((name) => name.replace(/[=:].*$/s, ''))
    .filter((name) => BUILD_PACKAGE.test(name));
}

/** A layer holds what is there at the end of its RUN; `apk` calls all that it added together by a name, too. */
function removes({ words }: Command, name: string, installation: Command): boolean {
  const [program = '', ...rest] = words;
  const action = rest.find((word) => !word.startsWith('-')) ?? '';
  const [installer = '', ...options] = installation.words;
  const together = options[options.findIndex((word) => /^(-t|--virtual)$/.test(word)) + 1] ?? name;
  return (
    INSTALLERS[program]?.family === INSTALLERS[installer]?.family &&
    INSTALLERS[program]?.remove.includes(action) === true &&
    (rest.includes(name) || rest.includes(together))
  );
}

import { posix } from 'node:path';
import type { Rule } from '../../archive';
import { fnmatch, glob, openGlob } from '../../patterns/python';
import type { Build } from './build';

type Reason = (build: Build, path: string, name: string) => Rule | undefined;

/** Why a file is not in the wheel, or not in the sdist: the first reason that holds. */
export function explain(build: Build, path: string, kind: 'sdist' | 'wheel'): Rule {
  if (kind === 'sdist') return takenAway(build, path) ?? notListed(build, path);
  const name = build.packageOf(path);
  if (name === undefined) return noPackage(build, path);
  const reasons = REASONS.map((reason) => reason(build, path, name));
  return reasons.find((rule) => rule !== undefined) ?? notNamed(build, path, name);
}

const REASONS: readonly Reason[] = [excluded, listedInVain, nearly, takenAway];

function noPackage({ settings, found, configuration }: Build, path: string): Rule {
  const folder = posix.dirname(path);
  const place = settings.packages?.place ?? configuration;
  const packages = found.packages.length === 0 ? 'there are none' : found.packages.join(', ');
  return {
    ...place,
    because: `outside of all packages (${packages})`,
    hint:
      folder === '.'
        ? 'Move it into a package: data only gets into a wheel with one.'
        : `Move it into a package, or make '${folder.replaceAll('/', '.')}' one of them and name its files in tool.setuptools.package-data.`,
  };
}

function excluded(build: Build, path: string, name: string): Rule | undefined {
  const found = build
    .matchers(build.settings.excludePackageData, name, fnmatch)
    .find(({ matches }) => matches(path));
  return found === undefined
    ? undefined
    : {
        ...found.pattern.place,
        because: `'${found.pattern.pattern}' of exclude-package-data takes it out`,
        hint: 'Take that pattern away, or make it narrower.',
      };
}

function listedInVain(build: Build, path: string): Rule | undefined {
  const { includesListed, commands, settings, configuration } = build;
  if (includesListed || commands.length === 0 || !build.listed().has(path)) return undefined;
  return {
    ...(settings.includePackageData?.place ?? configuration),
    because: 'MANIFEST.in lists it for the sdist alone, because include-package-data is off',
    hint: 'Set include-package-data to true, or name it in tool.setuptools.package-data.',
  };
}

/** A pattern that was meant for it and stops before it. */
function nearly(build: Build, path: string, name: string): Rule | undefined {
  const { packageData } = build.settings;
  const hidden = build.matchers(packageData, name, openGlob).find(({ matches }) => matches(path));
  if (hidden !== undefined) {
    return {
      ...hidden.pattern.place,
      because: `'${hidden.pattern.pattern}' of package-data passes over names that begin with a dot`,
      hint: 'Spell the dot out in a pattern of its own.',
    };
  }
  const own = posix.relative(build.folder(name), path);
  const shallow = packageData.find(
    ({ key, pattern }) =>
      (key === '' || key === name) && !pattern.includes('/') && glob(`**/${pattern}`)(own),
  );
  return shallow === undefined
    ? undefined
    : {
        ...shallow.place,
        because: `'${shallow.pattern}' of package-data does not reach below the folder of package '${name}'`,
        hint: `Write '**/${shallow.pattern}'.`,
      };
}

/** By the last command of MANIFEST.in that is about it. */
function takenAway({ commands, tree }: Build, path: string): Rule | undefined {
  const last = commands.filter(({ matches }) => matches(path)).at(-1);
  if (last === undefined || last.adds) return undefined;
  return {
    file: tree.name('MANIFEST.in'),
    line: last.line,
    because: `'${last.text}' of MANIFEST.in takes it out`,
    hint: 'Take that command away, or add the file again behind it.',
  };
}

function notListed({ tree, configuration }: Build, path: string): Rule {
  const has = tree.has('MANIFEST.in');
  return {
    ...(has ? { file: tree.name('MANIFEST.in') } : configuration),
    because: has ? 'no command of MANIFEST.in adds it' : 'there is no MANIFEST.in that adds it',
    hint: `Add 'graft ${posix.dirname(path)}' to MANIFEST.in.`,
  };
}

function notNamed(build: Build, path: string, name: string): Rule {
  const { includesListed, settings, configuration } = build;
  const [first] = settings.packageData.filter(({ key }) => key === '' || key === name);
  const { because } = notListed(build, path);
  return {
    ...(first?.place ?? settings.packages?.place ?? configuration),
    because: includesListed
      ? `no pattern of package-data names it, and ${because}`
      : 'no pattern of package-data names it, and include-package-data is off',
    hint: `Name it in tool.setuptools.package-data of package '${name}'.`,
  };
}

import type { Position } from '../source';
import type { Instruction, Pair } from './instruction';
import type { Base, Stage } from './stages';
import { type Expansion, type Scope, SubstitutionError, substitute } from './substitute';

/** Set by the engine for the platforms of the build; the engine alone knows them. */
const PLATFORM = /^(BUILD|TARGET)(PLATFORM|OS|ARCH|VARIANT)$|^TARGETSTAGE$|^SOURCE_DATE_EPOCH$/;
/** Instructions whose text the engine replaces variables in; RUN, CMD and ENTRYPOINT leave that to a shell. */
const EXPANDED: readonly string[] = [
  'ADD',
  'COPY',
  'EXPOSE',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

/** Variables, and those of the stage below: a stage sees what the one that it is based on has set. */
export class Variables {
  private readonly own = new Map<string, Expansion>();

  constructor(private readonly parent?: Variables) {}

  get(name: string): Expansion | undefined {
    return this.own.get(name) ?? this.parent?.get(name);
  }

  set(name: string, value: Expansion): void {
    this.own.set(name, value);
  }
}

export interface Scopes {
  arguments: Variables;
  environment: Variables;
}

export interface Reading {
  escape: string;
  buildArgs: ReadonlyMap<string, string>;
  /** Characters that values may still take, all together: each line can double what stands above it. */
  room: number;
  mistake(place: Position, message: string): void;
}

export const platformOf = (name: string, { buildArgs }: Reading): Expansion | undefined =>
  PLATFORM.test(name)
    ? { text: buildArgs.get(name) ?? `\${${name}}`, unknown: buildArgs.has(name) ? [] : [name] }
    : undefined;

export function inherit({ base }: Stage, scopes: ReadonlyMap<Stage, Scopes>): Scopes {
  const parent = base.kind === 'stage' ? scopes.get(base.stage) : undefined;
  return {
    arguments: new Variables(parent?.arguments),
    environment: new Variables(parent?.environment),
  };
}

/** What the image of the base says in its own environment is not known here. */
export function scopeOf(stage: Stage, { arguments: args, environment }: Scopes): Scope {
  const bare = rootOf(stage).kind === 'scratch';
  return (name) =>
    environment.get(name) ??
    args.get(name) ??
    (bare ? undefined : { text: `\${${name}}`, unknown: [name] });
}

function rootOf(stage: Stage): Base {
  let { base } = stage;
  while (base.kind === 'stage') base = base.stage.base;
  return base;
}

export function resolve(
  instruction: Instruction,
  stage: Stage,
  own: Scopes,
  globals: Variables,
  reading: Reading,
): Instruction {
  const scope = scopeOf(stage, own);
  if (instruction.keyword === 'ARG') {
    return resolveArg(instruction, own.arguments, scope, globals, reading);
  }
  if (instruction.pairs.length > 0) {
    // All values of one instruction see what was set before it.
    const pairs = instruction.pairs.map((pair) => ({
      ...pair,
      value: expand(pair.raw?.text ?? '', scope, pair, reading),
    }));
    if (instruction.keyword === 'ENV') {
      for (const { name, value } of pairs) own.environment.set(name, value);
    }
    return { ...instruction, pairs };
  }
  return EXPANDED.includes(instruction.keyword) && instruction.exec === undefined
    ? { ...instruction, value: expand(instruction.text, scope, instruction, reading) }
    : instruction;
}

/** The value given to the build, else the default, else that of the ARG before the first FROM. */
export function resolveArg(
  instruction: Instruction,
  target: Variables,
  scope: Scope,
  globals: Variables | undefined,
  reading: Reading,
): Instruction {
  const pairs = instruction.pairs.map((pair): Pair => {
    const { name, raw } = pair;
    const given = reading.buildArgs.get(name);
    const value =
      given !== undefined
        ? { text: given, unknown: [] }
        : raw === undefined
          ? (globals?.get(name) ?? platformOf(name, reading))
          : expand(raw.text, scope, pair, reading);
    if (value !== undefined) target.set(name, value);
    return { ...pair, value };
  });
  return { ...instruction, pairs };
}

export function expand(raw: string, scope: Scope, place: Position, reading: Reading): Expansion {
  try {
    if (reading.room < 0) return { text: raw, unknown: [] };
    const expanded = substitute(raw, scope, reading.escape);
    reading.room -= expanded.text.length;
    if (reading.room < 0) reading.mistake(place, 'From here on, values take too much room.');
    return expanded;
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    reading.mistake(place, error.message);
    return { text: raw, unknown: [] };
  }
}

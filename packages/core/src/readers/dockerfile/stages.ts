import { type Instruction, flagOf } from './instruction';
import { type Expansion, type Scope, SubstitutionError, substitute } from './substitute';
import {
  type Reading,
  type Scopes,
  Variables,
  expand,
  inherit,
  platformOf,
  resolve,
  resolveArg,
  scopeOf,
} from './variables';

/** What a stage begins with. */
export type Base =
  | { kind: 'stage'; stage: Stage }
  | { kind: 'scratch' }
  | { kind: 'image'; image: string }
  /** Only the build knows: `text` depends on the variables `unknown`. */
  | { kind: 'unknown'; text: string; unknown: readonly string[] };

/** What FROM begins. */
export interface Stage {
  /** From 0. */
  index: number;
  /** In lower case, as engines compare names. */
  name: string | undefined;
  base: Base;
  /** Of `--platform`. */
  platform: Expansion | undefined;
  from: Instruction;
  /** Without FROM. */
  instructions: readonly Instruction[];
  /** Images and stages that COPY, ADD and mounts take files from. */
  sources: readonly Source[];
  /** Stages that FROM would name if its variables had other values. */
  alternatives: readonly Stage[];
}

/** Where an instruction takes files from. */
export interface Source {
  base: Base;
  instruction: Instruction;
}

const MAX_STAGES = 500;
const STAGE_NAME = /^[a-z][a-z0-9._-]*$/;

export interface Staged {
  /** ARG before the first FROM. */
  globals: readonly Instruction[];
  stages: readonly Stage[];
}

/** Orders instructions into stages and gives every variable its value. Mistakes are told to `reading`. */
export function readStages(instructions: readonly Instruction[], reading: Reading): Staged {
  const globals: Instruction[] = [];
  const globalArguments: Variables = new Variables();
  const stages: Stage[] = [];
  const scopes = new Map<Stage, Scopes>();
  let open: { stage: Stage; instructions: Instruction[]; sources: Source[] } | undefined;

  const globalScope: Scope = (name) => globalArguments.get(name) ?? platformOf(name, reading);
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      if (stages.length === MAX_STAGES) {
        reading.mistake(instruction, `There are more than ${MAX_STAGES} stages.`);
        break;
      }
      const members = { instructions: [] as Instruction[], sources: [] as Source[] };
      const stage = { ...beginStage(instruction, stages, globalScope, reading), ...members };
      stages.push(stage);
      scopes.set(stage, inherit(stage, scopes));
      open = { stage, ...members };
    } else if (open === undefined) {
      if (instruction.keyword === 'ARG') {
        globals.push(resolveArg(instruction, globalArguments, globalScope, undefined, reading));
      } else {
        reading.mistake(instruction, `${instruction.keyword} stands before the first FROM.`);
      }
    } else {
      const own = scopes.get(open.stage) ?? {
        arguments: new Variables(),
        environment: new Variables(),
      };
      const resolved = resolve(instruction, open.stage, own, globalArguments, reading);
      open.instructions.push(resolved);
      open.sources.push(
        ...sourcesOf(resolved, stages.slice(0, -1), scopeOf(open.stage, own), reading),
      );
    }
  }
  return { globals, stages };
}

function beginStage(
  from: Instruction,
  earlier: readonly Stage[],
  scope: Scope,
  reading: Reading,
): Omit<Stage, 'instructions' | 'sources'> {
  const { words } = from;
  const [image, as, alias] = words;
  if (words.length !== 1 && !(words.length === 3 && as?.text.toLowerCase() === 'as')) {
    reading.mistake(from, "FROM takes an image, or an image 'AS' a name.");
  }
  const name = alias?.text.toLowerCase();
  if (name !== undefined && !STAGE_NAME.test(name)) {
    reading.mistake(alias ?? from, `'${name}' cannot be the name of a stage.`);
  }
  const raw = image?.text ?? '';
  const expanded = expand(raw, scope, from, reading);
  if (expanded.text === '' && raw !== '') {
    reading.mistake(
      image ?? from,
      `'${raw}' is empty: no ARG before the first FROM gives it a value.`,
    );
  }
  const platform = flagOf(from, 'platform');
  return {
    index: earlier.length,
    name,
    base: baseOf(expanded, earlier, false),
    platform: platform === undefined ? undefined : expand(platform, scope, from, reading),
    from: { ...from, value: expanded },
    alternatives: alternativesOf(raw, earlier, reading),
  };
}

/** The latest stage of that name before this one, else an image. */
function baseOf({ text, unknown }: Expansion, earlier: readonly Stage[], byIndex: boolean): Base {
  if (unknown.length > 0) return { kind: 'unknown', text, unknown };
  const stage = earlier.findLast(
    ({ name, index }) => name === text.toLowerCase() || (byIndex && String(index) === text),
  );
  if (stage !== undefined) return { kind: 'stage', stage };
  return text === 'scratch' ? { kind: 'scratch' } : { kind: 'image', image: text };
}

/** Stages whose names fit when each variable may be anything. */
function alternativesOf(raw: string, earlier: readonly Stage[], { escape }: Reading): Stage[] {
  if (!raw.includes('$')) return [];
  const anything: Scope = (name) => ({ text: '\0', unknown: [name] });
  try {
    const parts = substitute(raw, anything, escape).text.toLowerCase().split('\0');
    const [head = '', tail = ''] = [parts[0], parts.at(-1)];
    return earlier.filter(
      ({ name }) =>
        name !== undefined &&
        name.length >= head.length + tail.length &&
        name.startsWith(head) &&
        name.endsWith(tail),
    );
  } catch (error) {
    if (error instanceof SubstitutionError) return [];
    throw error;
  }
}

function sourcesOf(
  instruction: Instruction,
  earlier: readonly Stage[],
  scope: Scope,
  reading: Reading,
): Source[] {
  const named = instruction.flags.flatMap(({ name, value, fields }) => {
    if (name === 'from' && ['COPY', 'ADD'].includes(instruction.keyword)) return [value ?? ''];
    return name === 'mount' ? [fields.get('from') ?? ''] : [];
  });
  return named
    .filter((text) => text !== '')
    .map((text) => ({
      base: baseOf(expand(text, scope, instruction, reading), earlier, true),
      instruction,
    }));
}

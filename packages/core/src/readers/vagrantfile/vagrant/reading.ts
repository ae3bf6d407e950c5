// Vagrant's own order: the file runs, then each block of configuration, then the blocks of each machine, then those
// of its providers. So a variable has in a block the value it has at the end of what stands around it.
import type { Unknown, VagrantMachine, VagrantfileReading } from '../model';
import { type Env, Exhausted, Raised } from '../evaluate/frame';
import type { Call } from '../evaluate/call';
import type { Session } from '../evaluate/session';
import { hasRoot } from '../paths';
import { entry, pairsOf, put, toText } from '../show';
import { Dict, type Proc, Sym, Text, Unsure, type Value, doubtOf, isTrue } from '../values';
import { type Definition, type ProviderBlock, type Recorded, Recorder } from './config';
import { type Draft, type RecordedProvider, toMachine, toUnknown } from './machine';

interface Configure {
  readonly version: Value;
  readonly block: Proc;
  readonly doubt: Unsure | undefined;
  readonly call: Call;
}

/** Remembers the blocks of configuration while the file runs. */
export class Configurations {
  readonly blocks: Configure[] = [];

  configure(call: Call): void {
    if (call.block === undefined) return;
    this.blocks.push({
      version: call.name === 'run' ? 1 : call.arg(0),
      block: call.block,
      doubt: call.session.doubt,
      call,
    });
  }
}

/** Why following a file or a block came to an end before its end. */
export function endOf(follow: () => void, session: Session): Unsure | undefined {
  try {
    follow();
    return undefined;
  } catch (signal) {
    if (signal instanceof Exhausted) return signal.unsure;
    if (signal instanceof Raised) return raised(signal, session);
    throw signal;
  }
}

function raised({ type, message, node, frame }: Raised, session: Session): Unsure {
  session.stopped = true;
  const env: Env = { frame, scope: session.topScope };
  return session.unsure(
    node,
    env,
    `The file ends here with ${type}: ${message.trim().split('\n')[0] ?? ''}.`.replace(
      /\.\.$/,
      '.',
    ),
    'Make what it asks for true, or remove the line.',
  );
}

/** What all blocks of configuration say of all machines. */
interface Outer {
  readonly recorders: readonly Recorder[];
  readonly unknown: readonly Unsure[];
}

const OLD = 'Only version 2 of the configuration is understood.';

function runOuter({ blocks }: Configurations, session: Session): Outer {
  const recorders: Recorder[] = [];
  const unknown: Unsure[] = [];
  for (const { version, block, doubt, call } of blocks) {
    const known = doubt ?? doubtOf(version);
    if (known !== undefined) unknown.push(known);
    else if (toText(version) !== '2')
      unknown.push(call.unsure(OLD, "Write Vagrant.configure('2')."));
    else {
      const recorder = new Recorder();
      recorders.push(recorder);
      const end = endOf(() => session.callProc(block, [recorder.root()], call.node), session);
      if (end !== undefined) return { recorders: [], unknown: [...unknown, end] };
    }
  }
  return { recorders, unknown };
}

interface Named {
  readonly name: string;
  readonly first: Definition;
  readonly all: Definition[];
}

const NAME_HINT = 'Write the name itself, or make the box project by hand.';

function nameOf({ name, doubt }: Definition): string | Unsure {
  const unsure = doubt ?? doubtOf(name);
  if (unsure !== undefined) return unsure;
  return name instanceof Text || name instanceof Sym ? toText(name) : '';
}

/** What is said of a definition that names no machine for certain. */
function unknownDefinition(
  { name, file, line, unsure }: Definition,
  doubt: Unsure | string,
): Unknown {
  const shown =
    name instanceof Text || name instanceof Sym ? `Machine '${toText(name)}'` : 'A machine';
  if (typeof doubt === 'string')
    return { ...toUnknown(unsure('A machine has a name that is no text.', NAME_HINT)), file, line };
  const what =
    shown === 'A machine'
      ? 'The name of a machine is not known'
      : `${shown} is defined only perhaps`;
  return {
    ...toUnknown(doubt),
    file,
    line,
    message: `${what}. ${doubt.message} (line ${doubt.line})`,
  };
}

function collect(definitions: readonly Definition[]): { named: Named[]; unknown: Unknown[] } {
  const found = new Map<string, Named>();
  const unknown: Unknown[] = [];
  for (const one of definitions) {
    const name = nameOf(one);
    if (name instanceof Unsure || name === '' || hasRoot(name)) {
      unknown.push(unknownDefinition(one, name));
      continue;
    }
    const known = found.get(name) ?? { name, first: one, all: [] };
    known.all.push(one);
    found.set(name, known);
  }
  return { named: [...found.values()], unknown };
}

/** Options of all definitions of one machine; the last one wins. */
function optionsOf({ all }: Named): Dict {
  const options = new Dict();
  for (const one of all)
    for (const [key, value] of one.options === undefined ? [] : pairsOf(one.options))
      put(options, key, value);
  return options;
}

interface Own {
  readonly recorders: Recorder[];
  readonly unknown: Unsure[];
}

function runOwn({ all }: Named, session: Session): Own {
  const own: Own = { recorders: [], unknown: [] };
  for (const { block } of all) {
    if (block === undefined) continue;
    const recorder = new Recorder();
    const code = typeof block.code === 'function' ? undefined : block.code;
    own.recorders.push(recorder);
    if (code === undefined) continue;
    const end = endOf(
      () => session.callProc(block, [recorder.root(), recorder.root()], code),
      session,
    );
    if (end !== undefined) own.unknown.push(end);
  }
  return own;
}

function runProviders(
  blocks: readonly ProviderBlock[],
  session: Session,
): { providers: RecordedProvider[]; unknown: Unsure[] } {
  const providers = new Map<string, { name: string; own: Recorded[]; override: Recorded[] }>();
  const unknown: Unsure[] = [];
  for (const one of blocks) {
    if (one.doubt !== undefined) unknown.push(one.doubt);
    const provider = providers.get(one.name) ?? { name: one.name, own: [], override: [] };
    providers.set(one.name, provider);
    const { own, override, end } = runProvider(one, session);
    provider.own.push(...own);
    provider.override.push(...override);
    unknown.push(...end);
  }
  return { providers: [...providers.values()], unknown };
}

function runProvider({ block, doubt }: ProviderBlock, session: Session) {
  const [own, override] = [new Recorder(), new Recorder()];
  const code = block === undefined || typeof block.code === 'function' ? undefined : block.code;
  if (block === undefined || code === undefined) return { own: [], override: [], end: [] };
  const run = () => void session.callProc(block, [own.root(), override.root()], code);
  const end = endOf(() => (doubt === undefined ? run() : session.inDoubt(doubt, run)), session);
  return {
    own: own.settings,
    override: override.settings,
    end: [...own.unknown, ...override.unknown, ...(end === undefined ? [] : [end])],
  };
}

const option = (options: Dict, name: string): Value | undefined =>
  entry(options, Sym.of(name)) ?? entry(options, new Text(name));

function definedAs(name: string, options: Dict): Recorded[] {
  return options.entries.size === 0
    ? []
    : [{ path: 'vm.define', values: [new Text(name), options], assigns: false, doubt: undefined }];
}

/** As it stands now: what a machine's own blocks say of it holds from the next machine on. */
const standing = ({ settings, providers, unknown }: Recorder) => ({
  settings: [...settings],
  providers: [...providers],
  unknown: [...unknown],
});

function draftOf(named: Named, outer: Outer, session: Session): Draft {
  const { name, first } = named;
  const before = outer.recorders.map(standing);
  const own = runOwn(named, session);
  const all = [...before, ...own.recorders];
  const { providers, unknown } = runProviders(
    all.flatMap((one) => one.providers),
    session,
  );
  const options = optionsOf(named);
  const autostart = option(options, 'autostart');
  const primary = option(options, 'primary');
  return {
    name,
    file: first.file,
    line: first.line,
    autostart: autostart === undefined || doubtOf(autostart) !== undefined || isTrue(autostart),
    primary: primary !== undefined && doubtOf(primary) === undefined && isTrue(primary),
    common: [...all.flatMap(({ settings }) => settings), ...definedAs(name, options)],
    providers,
    unknown: [...all.flatMap((one) => one.unknown), ...own.unknown, ...unknown],
  };
}

/** A file that configures but defines no machine is one machine of this name. */
const DEFAULT = 'default';

function defaultMachine(configure: Configure): Named {
  const { file, line } = configure.call.place();
  const definition: Definition = {
    name: new Text(DEFAULT),
    options: undefined,
    block: undefined,
    file,
    line,
    doubt: undefined,
    unsure: (message, hint) => configure.call.unsure(message, hint),
  };
  return { name: DEFAULT, first: definition, all: [definition] };
}

/** Everything a file says, once it ran. */
export function readMachines(
  configurations: Configurations,
  session: Session,
): Omit<VagrantfileReading, 'files'> {
  const outer = runOuter(configurations, session);
  const { named, unknown } = collect(outer.recorders.flatMap(({ definitions }) => definitions));
  const [first] = configurations.blocks;
  const alone =
    first !== undefined && named.length === 0 && unknown.length === 0 && outer.recorders.length > 0;
  const all = alone ? [defaultMachine(first)] : named;
  const machines: VagrantMachine[] = all.map((one) => toMachine(draftOf(one, outer, session)));
  return { machines, unknown: [...outer.unknown.map((one) => toUnknown(one)), ...unknown] };
}

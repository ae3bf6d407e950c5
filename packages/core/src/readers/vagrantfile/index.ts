// Reads a Vagrantfile without Ruby and without Vagrant: its code is followed by a small interpreter that touches
// nothing but the files the host gives it. What only a real run would tell is named, never guessed.
import { unreadable } from '../source';
import { CALLS } from './evaluate/calls';
import { CONTROL } from './evaluate/control';
import { DEFINITIONS } from './evaluate/definitions';
import { topEnv } from './evaluate/frame';
import { LITERALS } from './evaluate/literals';
import { ASSIGNMENTS } from './evaluate/places';
import { blockArity, callProc } from './evaluate/procs';
import { Session } from './evaluate/session';
import { VARIABLES } from './evaluate/variables';
import { answersTo, definedCall, dispatch, dispatchAbove } from './methods/dispatch';
import { matchData } from './methods/match-data';
import type { VagrantfileHost, VagrantfileReading } from './model';
import { type Program, type ParseRuby, loadParser } from './parse';
import { toUnknown } from './vagrant/machine';
import { Configurations, endOf, readMachines } from './vagrant/reading';
import { defineBuiltIn } from './stdlib/modules';

export type {
  ProviderSettings,
  Setting,
  Unknown,
  VagrantMachine,
  VagrantfileHost,
  VagrantfileReading,
} from './model';

const PARTS = {
  nodes: { ...LITERALS, ...VARIABLES, ...ASSIGNMENTS, ...CONTROL, ...CALLS, ...DEFINITIONS },
  dispatch,
  dispatchAbove,
  definedCall,
  answersTo,
  callProc,
  blockArity,
  matchData,
};

/**
 * Reads the machines of a Vagrantfile. `path` is how the host and messages name it. Raises FILE_UNREADABLE when it is
 * missing or has syntax errors; everything else that cannot be known is part of the reading.
 */
export async function readVagrantfile(
  path: string,
  host: VagrantfileHost,
): Promise<VagrantfileReading> {
  const text = host.read(path);
  if (text === undefined)
    throw unreadable(path, [{ file: path, message: 'There is no such file.' }]);
  const parse = await loadParser();
  const program = parse(text.replace(/^\uFEFF/, ''), path);
  const first = follow(program, path, host, parse, new Set());
  // A file that ends because a plugin is missing is read as on a host that has it.
  return first.stopped && first.missedPlugins.size > 0
    ? follow(program, path, host, parse, first.missedPlugins).reading
    : first.reading;
}

interface Followed {
  readonly reading: VagrantfileReading;
  readonly stopped: boolean;
  readonly missedPlugins: ReadonlySet<string>;
}

function follow(
  program: Program,
  path: string,
  host: VagrantfileHost,
  parse: ParseRuby,
  plugins: ReadonlySet<string>,
): Followed {
  const configurations = new Configurations();
  const session = new Session(host, path, parse, plugins, PARTS, configurations);
  defineBuiltIn(session);
  const end = endOf(() => session.evaluate(program.body, topEnv(session, program.script)), session);
  const { machines, unknown } =
    end === undefined
      ? readMachines(configurations, session)
      : { machines: [], unknown: [toUnknown(end)] };
  return {
    reading: {
      machines,
      unknown: [...session.notes.map((one) => toUnknown(one)), ...unknown],
      files: [...new Set([path, ...session.files])],
    },
    stopped: session.stopped,
    missedPlugins: session.missedPlugins,
  };
}

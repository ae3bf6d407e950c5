// Follows a script as far as its names go. Both ways of a condition are followed, and nothing ends a script early: a
// machine that is passed over on purpose is named all the same.
import type {
  AndOr,
  Command,
  CompoundList,
  For,
  Function as FunctionNode,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection,
  Select,
  Statement,
  TestExpression,
  While,
  Word,
} from 'unbash';
import { declareAssigned } from './builtins/declare';
import { followCase } from './case';
import { Input } from './input';
import { inputOf, printsElsewhere } from './redirect';
import { type Run, type ShellFunction, originOf } from './session';
import { type Value, text } from './values';
import { type Variable, fieldsOf, scalar } from './variables';
import { assign } from './words/assign';
import { expandOne, expandWord } from './words/expand';

type Compound = PipelineNode | AndOr | CompoundList | Statement;

export function runScript(script: ParsedScript, run: Run): void {
  for (const { message, pos } of script.errors ?? []) {
    run.session.giveUp(`It cannot be read: ${message}.`, originOf(run, { pos }));
  }
  for (const statement of script.commands) follow(statement, run);
}

type Follow<T extends Compound['type']> = (node: Extract<Compound, { type: T }>, run: Run) => void;

const NODES: { [T in Compound['type']]: Follow<T> } = {
  Statement: ({ command }, run) => follow(command, run),
  CompoundList: ({ commands }, run) => commands.forEach((command) => follow(command, run)),
  BraceGroup: ({ body }, run) => follow(body, run),
  Subshell: ({ body }, run) => follow(body, apart(run)),
  Coproc: ({ body }, run) => follow(body, { ...apart(run), output: [] }),
  Command: (node, run) => followCommand(node, run),
  Function: (node, run) => define(node, run),
  Pipeline: (node, run) => followPipeline(node, run),
  AndOr: (node, run) => followAndOr(node, run),
  If: (node, run) => followIf(node, run),
  For: (node, run) => followFor(node, run),
  Select: (node, run) => followSelect(node, run),
  While: (node, run) => followWhile(node, run),
  ArithmeticFor: ({ body }, run) => perhaps(body, run),
  Case: (node, run) => followCase(node, run, follow),
  Redirected: ({ command, redirects }, run) => follow(command, redirected(redirects, run)),
  TestCommand: ({ expression }, run) => wordsOf(expression).forEach((word) => expandOne(word, run)),
  ArithmeticCommand: () => undefined,
};

function follow(node: Compound, run: Run): void {
  if (!run.session.mayGoOn(run.depth, originOf(run, node))) return;
  (NODES[node.type] as (node: Compound, run: Run) => void)(node, run);
}

/** In a shell of its own: what it sets is gone with it. */
const apart = (run: Run): Run => ({ ...run, state: run.state.fork() });

/** Follows what may not be run at all. */
function perhaps(node: Compound, run: Run): void {
  const without = run.state.fork();
  follow(node, run);
  run.state.join(without);
}

function redirected(redirects: readonly Redirection[], run: Run): Run {
  if (redirects.length === 0) return run;
  const input = inputOf(redirects, run);
  return {
    ...run,
    input: input === undefined ? run.input : new Input(input),
    output: redirects.some(printsElsewhere) ? [] : run.output,
  };
}

function followCommand(node: Command, outer: Run): void {
  const run = redirected(node.redirects, outer);
  const assignments = node.prefix.filter((part) => part.type === 'Assignment');
  if (node.name === undefined) {
    for (const one of assignments) assign(one, run);
    return;
  }
  const before = assignments.map(({ name }) => [name, run.state.variables.get(name)] as const);
  for (const one of assignments) assign(one, run);
  const words = [node.name, ...node.args.filter((one) => one.type === 'Word')];
  const fields = words.flatMap((word) => expandWord(word, run));
  const declared = node.args.filter((one) => one.type === 'Assignment');
  if (declared.length > 0) declareAssigned(node.name.value, fields, declared, run);
  run.session.parts.runWords(fields, originOf(run, node), run);
  // They hold for this command alone.
  for (const [name, variable] of before) restore(name, variable, run);
}

function restore(name: string, variable: Variable | undefined, { state }: Run): void {
  if (variable === undefined) state.variables.delete(name);
  else state.variables.set(name, variable);
}

function define(node: FunctionNode, run: Run): void {
  run.session.functions.set(node.name.value, { node, script: run.script });
}

/** Runs a function with these arguments; the variables it declares local are as before afterwards. */
export function callFunction(
  { node, script }: ShellFunction,
  positional: Variable,
  run: Run,
): void {
  const locals = new Map<string, Variable | undefined>();
  const before = run.state.positional;
  run.state.positional = positional;
  follow(node.body, { ...run, script, locals, depth: run.depth + 1 });
  run.state.positional = before;
  for (const [name, variable] of locals) restore(name, variable, run);
}

function followPipeline({ commands }: Pipeline, run: Run): void {
  if (commands.length === 1) {
    for (const command of commands) follow(command, run);
    return;
  }
  let { input } = run;
  commands.forEach((command, index) => {
    const isLast = index === commands.length - 1;
    const output: Value[] = isLast ? run.output : [];
    follow(command, { ...apart(run), input, output });
    input = new Input(output);
  });
}

function followAndOr({ commands: [first, ...others] }: AndOr, run: Run): void {
  if (first !== undefined) follow(first, run);
  for (const command of others) perhaps(command, run);
}

function followIf({ clause, then, elif, else: otherwise }: If, run: Run): void {
  follow(clause, run);
  const ways = [then, ...elif.map((one) => one.then), ...(otherwise ? [otherwise] : [])];
  for (const one of elif) follow(one.clause, run);
  const states = ways.map((way) => {
    const state = run.state.fork();
    follow(way, { ...run, state });
    return state;
  });
  const [first, ...rest] = states;
  // Without an else nothing may happen at all.
  if (otherwise !== undefined && first !== undefined) run.state.become(first);
  for (const state of otherwise === undefined ? states : rest) run.state.join(state);
}

function followFor({ name, wordlist, body }: For, run: Run): void {
  const fields =
    wordlist?.flatMap((word) => expandWord(word, run)) ?? fieldsOf(run.state.positional);
  const before = run.state.fork();
  for (const { value } of fields) {
    run.state.variables.set(name.value, scalar(value, text('0', originOf(run, name))));
    follow(body, run);
  }
  if (fields.every(({ many }) => many)) run.state.join(before);
}

/** Whoever runs the script chooses. */
function followSelect({ name, wordlist, body }: Select, run: Run): void {
  const value = (wordlist?.flatMap((word) => expandWord(word, run)) ?? []).flatMap(
    (field) => field.value,
  );
  if (value.length === 0) return;
  run.state.variables.set(name.value, scalar(value, text('0', originOf(run, name))));
  perhaps(body, run);
}

/** Once, or once for each line that its condition reads. */
function followWhile({ clause, body }: While, run: Run): void {
  const before = run.state.fork();
  const hasRead = () => run.input?.read ?? 0;
  for (let round = 0; ; round += 1) {
    const last = hasRead();
    follow(clause, run);
    const isOver = hasRead() === last;
    if (round === 0 || !isOver) follow(body, run);
    if (isOver || !run.session.mayGoOn(run.depth, originOf(run, body))) break;
  }
  run.state.join(before);
}

function wordsOf(expression: TestExpression): Word[] {
  switch (expression.type) {
    case 'TestUnary':
      return [expression.operand];
    case 'TestBinary':
      return [expression.left, expression.right];
    case 'TestLogical':
      return expression.operands.flatMap(wordsOf);
    case 'TestNot':
      return wordsOf(expression.operand);
    case 'TestGroup':
      return wordsOf(expression.expression);
  }
}

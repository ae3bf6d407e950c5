import type { Redirection, Word } from 'unbash';
import { expandOne, joinParts, outputOf } from './words/expand';
import { pathOf } from './paths';
import { Origin, Script } from './script';
import { type Run, originOf } from './session';
import { type Value, GIVEN, doubt, onlyText, split, text } from './values';

/** True when what the command prints does not reach its reader. */
export function printsElsewhere({ type, descriptor, ...redirection }: Redirection): boolean {
  if (type !== 'Redirect' || descriptor?.type === 'FileDescriptorVariable') return false;
  const { operator } = redirection as { operator: string };
  return operator.includes('>') && (descriptor === undefined || descriptor.value === 1);
}

/** The lines that redirections give to a command; undefined when they give none. */
export function inputOf(redirections: readonly Redirection[], run: Run): Value[] | undefined {
  const inputs = redirections.flatMap((one) => {
    const lines = linesOf(one, run);
    return lines === undefined ? [] : [lines];
  });
  return inputs.at(-1);
}

function linesOf(redirection: Redirection, run: Run): Value[] | undefined {
  switch (redirection.type) {
    case 'HereString':
      return redirection.target && split(expandOne(redirection.target, run), '\n');
    case 'HereDoc': {
      const { text: written, parts, pos } = redirection.body;
      const whole: Value =
        parts === undefined
          ? [text(written, originOf(run, { pos }))]
          : joinParts(parts, { pos }, run);
      return split(whole, '\n');
    }
    case 'Redirect': {
      const { operator, target } = redirection;
      return operator === '<' && target !== undefined ? fileLines(target, run) : undefined;
    }
  }
}

function fileLines(target: Word, run: Run): Value[] {
  const [part] = target.parts ?? [];
  if (part?.type === 'ProcessSubstitution') {
    return part.script === undefined ? [GIVEN] : outputOf(part.script, run);
  }
  return linesOfFile(expandOne(target, run), originOf(run, target), run);
}

/** The lines of a file that the script reads. */
export function linesOfFile(path: Value, origin: Origin, run: Run): Value[] {
  const name = onlyText(path);
  const file = name === undefined ? undefined : pathOf(name, run.state.folder);
  const content = file === undefined ? undefined : run.session.read(file);
  if (file === undefined || content === undefined) {
    return path.every(({ kind }) => kind === 'given')
      ? [GIVEN]
      : [[doubt(`What '${name ?? 'the file'}' holds is not known.`, origin)]];
  }
  return split([text(content, new Origin(new Script(file, content), 0))], '\n');
}

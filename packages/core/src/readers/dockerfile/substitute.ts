// Variables are replaced as BuildKit's lexer does it (frontend/dockerfile/shell), which knows a part of the shell's
// forms: $X ${X} ${X:-d} ${X-d} ${X:+d} ${X+d} ${X:?e} ${X?e} ${X#p} ${X##p} ${X%p} ${X%%p} ${X/p/r} ${X//p/r}.
import { RE2JS } from 're2js';

/** A text with its variables replaced. */
export interface Expansion {
  text: string;
  /** Variables that only the build knows, sorted; in `text` they stand as `${NAME}`. */
  unknown: readonly string[];
}

/** What a variable is; undefined when nobody has set it. */
export type Scope = (name: string) => Expansion | undefined;

/** The text cannot be understood. */
export class SubstitutionError extends Error {}

/** Values that double in every line must not fill the memory. */
const MAX_LENGTH = 65_536;
const MAX_DEPTH = 50;

/** Replaces variables and removes quotes. Raises SubstitutionError. */
export function substitute(text: string, scope: Scope, escape: string): Expansion {
  const substitution = new Substitution(text, scope, escape);
  const expanded = substitution.until('', false);
  return { text: expanded, unknown: [...substitution.unknown].sort() };
}

class Substitution {
  readonly unknown = new Set<string>();
  private index = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
    private readonly escape: string,
  ) {}

  /** What stands before the next `stop` ('' is the end of the text), which is taken too. */
  until(stop: string, keepEscapes: boolean): string {
    if (++this.depth > MAX_DEPTH)
      throw new SubstitutionError('Its substitutions are nested too deep.');
    const parts: string[] = [];
    let length = 0;
    for (;;) {
      const character = this.next();
      if (character === stop) {
        this.depth--;
        return parts.join('');
      }
      if (character === '') throw new SubstitutionError(`A '${stop}' is missing.`);
      const part = this.piece(character, keepEscapes);
      length += part.length;
      if (length > MAX_LENGTH)
        throw new SubstitutionError(`It grows beyond ${MAX_LENGTH} characters.`);
      parts.push(part);
    }
  }

  private piece(character: string, keepEscapes: boolean): string {
    if (character === '$') return this.variable();
    if (character === "'") return this.singleQuoted();
    if (character === '"') return this.doubleQuoted(keepEscapes);
    if (character !== this.escape) return character;
    return (keepEscapes ? character : '') + this.next();
  }

  private singleQuoted(): string {
    const end = this.text.indexOf("'", this.index);
    if (end === -1) throw new SubstitutionError("A closing ' is missing.");
    const inner = this.text.slice(this.index, end);
    this.index = end + 1;
    return inner;
  }

  private doubleQuoted(keepEscapes: boolean): string {
    const parts: string[] = [];
    for (;;) {
      const character = this.next();
      if (character === '"') return parts.join('');
      if (character === '') throw new SubstitutionError('A closing " is missing.');
      if (character === '$') parts.push(this.variable());
      else if (character === this.escape && `"$${this.escape}`.includes(this.peek() || ' ')) {
        parts.push((keepEscapes ? character : '') + this.next());
      } else parts.push(character);
    }
  }

  private variable(): string {
    if (this.peek() !== '{') {
      const name = this.name();
      return name === '' ? '$' : this.read(name).text;
    }
    this.index++;
    const name = this.name();
    if (name === '') throw new SubstitutionError("'${' is not followed by a name.");
    const operator = this.operator();
    const form = FORMS[operator];
    if (form === undefined) {
      throw new SubstitutionError(`'\${${name}${operator}' is no substitution.`);
    }
    const words = form.stops.map((stop) => this.until(stop, form.keepEscapes));
    const { text, set, known } = this.read(name);
    return known ? form.apply({ name, value: set ? text : undefined }, words) : text;
  }

  private read(name: string): { text: string; set: boolean; known: boolean } {
    const found = this.scope(name);
    for (const one of found?.unknown ?? []) this.unknown.add(one);
    return { text: found?.text ?? '', set: found !== undefined, known: !found?.unknown.length };
  }

  private name(): string {
    const [name] = /^(?:\d+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(
      this.text.slice(this.index, this.index + 256),
    ) ?? [''];
    this.index += name.length;
    return name;
  }

  private operator(): string {
    const [operator] = /^(?:\}|:?[-+?]|##?|%%?|\/\/?|)/.exec(
      this.text.slice(this.index, this.index + 2),
    ) ?? [''];
    this.index += operator.length;
    return operator;
  }

  private next(): string {
    return this.text.charAt(this.index++);
  }

  private peek(): string {
    return this.text.charAt(this.index);
  }
}

interface Variable {
  name: string;
  value: string | undefined;
}

interface Form {
  /** What ends each of its words. */
  stops: readonly string[];
  /** Patterns need their escapes. */
  keepEscapes: boolean;
  apply(variable: Variable, words: readonly string[]): string;
}

const choice = (apply: (variable: Variable, word: string) => string): Form => ({
  stops: ['}'],
  keepEscapes: false,
  apply: (variable, [word = '']) => apply(variable, word),
});
const pattern = (apply: (value: string, word: string) => string): Form => ({
  stops: ['}'],
  keepEscapes: true,
  apply: ({ value = '' }, [word = '']) => apply(value, word),
});
const replace = (all: boolean): Form => ({
  stops: ['/', '}'],
  keepEscapes: true,
  apply: ({ value = '' }, [from = '', to = '']) => {
    const matcher = compile(glob(from, true)).matcher(value);
    return all ? matcher.replaceAll(() => to) : matcher.replaceFirst(() => to);
  },
});
const must = (apply: (variable: Variable) => boolean): Form =>
  choice((variable, word) => {
    if (apply(variable)) return variable.value ?? '';
    throw new SubstitutionError(
      `'${variable.name}' must have a value${word === '' ? '.' : `: ${word}`}`,
    );
  });

const FORMS: Readonly<Record<string, Form>> = {
  '}': { stops: [], keepEscapes: false, apply: ({ value = '' }) => value },
  '-': choice(({ value }, word) => value ?? word),
  ':-': choice(({ value }, word) => (value === undefined || value === '' ? word : value)),
  '+': choice(({ value }, word) => (value === undefined ? '' : word)),
  ':+': choice(({ value }, word) => (value === undefined || value === '' ? '' : word)),
  '?': must(({ value }) => value !== undefined),
  ':?': must(({ value }) => value !== undefined && value !== ''),
  '#': pattern((value, word) => cut(value, `^${glob(word, false)}(.*)$`)),
  '##': pattern((value, word) => cut(value, `^${glob(word, true)}(.*)$`)),
  '%': pattern((value, word) => cut(value, `^(.*)${glob(word, true)}$`)),
  '%%': pattern((value, word) => cut(value, `^(.*?)${glob(word, true)}$`)),
  '/': replace(false),
  '//': replace(true),
};

/** The group of the expression; all of the value where it does not match. */
function cut(value: string, expression: string): string {
  const matcher = compile(expression).matcher(value);
  return matcher.find() ? (matcher.group(1) ?? '') : value;
}

const compile = (expression: string) => RE2JS.compile(expression, RE2JS.DOTALL);

/** `*` and `?` of a shell pattern as a regular expression; brackets have no meaning to the engines. */
function glob(word: string, greedy: boolean): string {
  const parts = word.match(/\\.|[*?]|[^\\*?]+|\\$/gs) ?? [];
  return parts
    .map((part) => {
      if (part === '*') return greedy ? '.*' : '.*?';
      if (part === '?') return '.';
      return RE2JS.quote(part.startsWith('\\') && part.length > 1 ? part.slice(1) : part);
    })
    .join('');
}

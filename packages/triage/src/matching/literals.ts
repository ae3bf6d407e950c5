// What a text must hold for a pattern to have a chance. Understands RE2 syntax as far as that needs; a pattern that
// it does not understand has no required literals, which costs time and never a match.

/** More alternatives than this say too little, and the automaton of all rules grows with them. */
const MAX_ALTERNATIVES = 24;

/** What is known of a part of a pattern: `exact` lists all it can match, of `needed` each match holds at least one. */
interface Known {
  exact: readonly string[] | undefined;
  needed: readonly string[] | undefined;
}

const ANYTHING: Known = { exact: undefined, needed: undefined };
const NOTHING: Known = { exact: [''], needed: undefined };

/**
 * Texts in lower-case ASCII of which each match holds one, whatever the case of its letters; undefined where there
 * are none. The pattern must have been accepted by RE2.
 */
export function requiredLiterals(pattern: string): readonly string[] | undefined {
  try {
    const parser = new Parser(pattern);
    const known = parser.alternation();
    return parser.isAtEnd ? neededOf(known) : undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

const neededOf = ({ exact, needed }: Known): readonly string[] | undefined => better(exact, needed);

/** The one whose shortest text is longer; a set with the empty text says nothing. */
function better(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  const worth = (set: readonly string[] | undefined) =>
    set === undefined || set.length === 0 ? 0 : Math.min(...set.map(({ length }) => length));
  if (worth(a) === 0) return worth(b) === 0 ? undefined : b;
  return worth(b) > worth(a) ? b : a;
}

function concatenated(parts: readonly Known[]): Known {
  let run: readonly string[] = [''];
  let needed: readonly string[] | undefined;
  let isWhole = true;
  for (const part of parts) {
    if (part.exact !== undefined && run.length * part.exact.length <= MAX_ALTERNATIVES) {
      const { exact } = part;
      run = run.flatMap((head) => exact.map((tail) => head + tail));
      continue;
    }
    isWhole = false;
    needed = better(better(needed, run), part.needed);
    run = part.exact ?? [''];
  }
  return { exact: isWhole ? run : undefined, needed: better(needed, run) };
}

function alternated(parts: readonly Known[]): Known {
  const all = (sets: readonly (readonly string[] | undefined)[]) => {
    if (sets.some((set) => set === undefined)) return undefined;
    const union = [...new Set(sets.flatMap((set) => set ?? []))];
    return union.length <= MAX_ALTERNATIVES ? union : undefined;
  };
  return { exact: all(parts.map(({ exact }) => exact)), needed: all(parts.map(neededOf)) };
}

const QUANTIFIER = /[*+?]\??|\{(\d+)(,\d*)?\}\??/y;

class Parser {
  private at = 0;

  constructor(private readonly pattern: string) {}

  get isAtEnd(): boolean {
    return this.at === this.pattern.length;
  }

  alternation(): Known {
    const branches: Known[] = [];
    do branches.push(this.concatenation());
    while (this.take('|'));
    return branches.length === 1 ? (branches[0] ?? ANYTHING) : alternated(branches);
  }

  private concatenation(): Known {
    const parts: Known[] = [];
    while (!this.isAtEnd && this.peek() !== '|' && this.peek() !== ')')
      parts.push(this.quantified(this.atom()));
    return concatenated(parts);
  }

  private quantified(atom: Known): Known {
    QUANTIFIER.lastIndex = this.at;
    const found = QUANTIFIER.exec(this.pattern);
    if (found === null) return atom;
    const [text, count, more] = found;
    this.at += text.length;
    if (text.startsWith('?'))
      return { exact: alternated([atom, NOTHING]).exact, needed: undefined };
    if (text.startsWith('*') || count === '0') return ANYTHING;
    if (count === '1' && more === undefined) return atom;
    return { exact: undefined, needed: neededOf(atom) };
  }

  private atom(): Known {
    const character = this.next();
    if (character === '(') return this.group();
    if (character === '[') return this.characterClass();
    if (character === '\\') return this.escape();
    if (character === '^' || character === '$') return NOTHING;
    if (character === '.') return ANYTHING;
    return literal(character);
  }

  private group(): Known {
    // Flags change nothing here: case is folded anyway.
    const opening = /\?(?:P?<\w+>|[imsU-]*:)/y;
    opening.lastIndex = this.at;
    const found = opening.exec(this.pattern);
    if (found !== null) this.at += found[0].length;
    else if (this.peek() === '?') {
      const flags = /\?[imsU-]+\)/y;
      flags.lastIndex = this.at;
      const alone = flags.exec(this.pattern);
      if (alone === null) throw new NotUnderstood();
      this.at += alone[0].length;
      return NOTHING;
    }
    const inside = this.alternation();
    if (!this.take(')')) throw new NotUnderstood();
    return inside;
  }

  /** Of a class, only a few letters one by one are of use, as in [Cc]. */
  private characterClass(): Known {
    const plain = /([A-Za-z0-9 _'"`!.:;,/=-]{1,4})\]/y;
    plain.lastIndex = this.at;
    const found = plain.exec(this.pattern);
    if (found !== null && !/.-./.test(found[1] ?? '')) {
      this.at += found[0].length;
      return alternated(Array.from(found[1] ?? '', literal));
    }
    this.take('^');
    this.take(']');
    while (!this.take(']')) {
      if (this.isAtEnd) throw new NotUnderstood();
      const named = /\[:\^?\w+:\]/y;
      named.lastIndex = this.at;
      const skipped = named.exec(this.pattern)?.[0].length;
      if (skipped !== undefined) this.at += skipped;
      else if (this.next() === '\\') this.next();
    }
    return ANYTHING;
  }

  private escape(): Known {
    const character = this.next();
    if ('bBAz'.includes(character)) return NOTHING;
    if ('dDwWsSC'.includes(character)) return ANYTHING;
    if (character === 't') return literal('\t');
    if (character === 'p' || character === 'P') {
      if (this.next() === '{') while (this.next() !== '}');
      return ANYTHING;
    }
    // \x, \Q, numbers: rare, and not worth an understanding of their own.
    if (/[A-Za-z0-9]/.test(character)) throw new NotUnderstood();
    return literal(character);
  }

  private peek(): string {
    return this.pattern.charAt(this.at);
  }

  private next(): string {
    if (this.isAtEnd) throw new NotUnderstood();
    return this.pattern.charAt(this.at++);
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }
}

function literal(character: string): Known {
  return character > '\u007f' ? ANYTHING : { exact: [character.toLowerCase()], needed: undefined };
}

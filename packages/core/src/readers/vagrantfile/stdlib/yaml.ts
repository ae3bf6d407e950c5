// YAML as Ruby sees it. The parser gives texts only; what they are is for Ruby's own rules.
import {
  type Document,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
} from 'yaml';
import type { Call } from '../evaluate/call';
import { pairsOf, put } from '../show';
import { Dict, Float, List, Sym, Text, type Value, text } from '../values';
import { plainScalar } from './scalar';

const OPTIONS = {
  schema: 'failsafe',
  version: '1.2',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
} as const;

/** Reads the first document of a text. Throws what the parser says of a text that is no YAML. */
export function parseYaml(content: string): (symbols: boolean, call: Call) => Value {
  const [document] = [...parseAllDocuments(content, OPTIONS)];
  const [error] = document?.errors ?? [];
  if (error !== undefined) throw error;
  return (symbols, call) =>
    document === undefined
      ? null
      : new Builder(document, content, symbols, call).value(document.contents);
}

type Tagged = Readonly<Record<string, (node: Scalar, call: Call) => Value>>;

const shownIn = ({ value }: Scalar) => (typeof value === 'string' ? value : '');
const plain = (node: Scalar, call: Call) => plainScalar(shownIn(node), call);

const TAGS: Tagged = {
  str: (node) => text(shownIn(node)),
  int: plain,
  bool: plain,
  null: plain,
  float: (node, call) => {
    const value = plain(node, call);
    return typeof value === 'number' ? new Float(value) : value;
  },
};

const tagOf = (node: { tag?: string }) =>
  node.tag?.replace(/^(tag:yaml\.org,2002:|!!?)/, '') ?? undefined;

const COLLECTIONS: readonly (string | undefined)[] = [undefined, 'map', 'seq'];

class Builder {
  /** What an alias stands for: the same value, as in Ruby, and how many values that are. */
  readonly #built = new Map<unknown, readonly [value: Value, size: number]>();
  #size = 0;

  constructor(
    readonly document: Document.Parsed,
    readonly content: string,
    readonly symbols: boolean,
    readonly call: Call,
  ) {}

  value(node: unknown): Value {
    if (isAlias(node)) return this.#alias(node.resolve(this.document));
    const before = this.#size;
    this.#grow(1);
    const value = this.#own(node);
    this.#built.set(node, [value, this.#size - before]);
    return value;
  }

  #own(node: unknown): Value {
    if (isScalar(node)) return this.#scalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    if (!COLLECTIONS.includes(tagOf(node))) return this.#tagged();
    return isMap(node) ? this.#dict(node) : this.#list(node);
  }

  #grow(size: number): void {
    this.#size += size;
    this.call.session.charge(size, this.call.node, this.call.env);
  }

  #alias(target: unknown): Value {
    const built = this.#built.get(target);
    if (built === undefined)
      return this.call.unsure('An alias in YAML holds itself.', 'Write the value itself.');
    this.#grow(built[1]);
    return built[0];
  }

  #scalar(node: Scalar): Value {
    const tag = tagOf(node);
    if (tag !== undefined) return TAGS[tag]?.(node, this.call) ?? this.#tagged();
    return node.type === 'PLAIN' ? plain(node, this.call) : text(this.#ended(node));
  }

  /** A block of text at the end of a file without a line break has none either. */
  #ended(node: Scalar): string {
    const cut = !this.content.endsWith('\n') && node.range?.[1] === this.content.length;
    return cut && node.type?.startsWith('BLOCK') ? shownIn(node).replace(/\n$/, '') : shownIn(node);
  }

  #tagged(): Value {
    return this.call.unsure('This tag of YAML is not understood.', 'Write the value without it.');
  }

  #list({ items }: YAMLSeq): List {
    return new List(items.map((item) => this.value(item)));
  }

  #dict({ items }: YAMLMap): Dict {
    const made = new Dict();
    for (const { key, value: node } of items) {
      const name = this.value(key);
      const value = this.value(node);
      const merged = name instanceof Text && name.value === '<<' ? merging(node, value) : undefined;
      if (merged === undefined) put(made, this.#key(name), value);
      else for (const one of merged) for (const [own, held] of pairsOf(one)) put(made, own, held);
    }
    return made;
  }

  #key(name: Value): Value {
    return this.symbols && name instanceof Text ? Sym.of(name.value) : name;
  }
}

/** What `<<` brings in, in the order in which it applies: of a list, the first one wins. */
function merging(node: unknown, value: Value): readonly Dict[] | undefined {
  if (value instanceof Dict) return [value];
  if (!isSeq(node) || !(value instanceof List)) return undefined;
  const dicts = value.items.filter((one) => one instanceof Dict);
  return dicts.length === value.items.length ? dicts.reverse() : undefined;
}

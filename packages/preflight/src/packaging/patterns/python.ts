// Patterns of files as Python's own library and distutils read them. They are no globs of a shell: where `*` stops and
// what a dot hides differs from one to the next, and back ends use all four.

/** Tells paths that a pattern means. */
export type Matches = (path: string) => boolean;

/** `fnmatch`: `*` goes on through `/`, and a dot hides nothing. */
export const fnmatch = (pattern: string): Matches => whole(wildcards(pattern, '.'));

/** `glob(recursive=True)` on files: `*` ends at `/`, `**` is any number of folders, and neither takes names with a dot. */
export const glob = (pattern: string): Matches => whole(segments(pattern, VISIBLE));

/** `setuptools.glob`: as `glob`, but a dot hides nothing. */
export const openGlob = (pattern: string): Matches => whole(segments(pattern, OPEN));

/** The patterns of MANIFEST.in that take files away (`translate_pattern`): a class in brackets knows no ranges. */
export const manifestPattern = (pattern: string): Matches => whole(segments(pattern, LITERAL));

interface Reading {
  /** Of a name that no wildcard begins. */
  name: string;
  /** Whether what begins with a wildcard may begin with a dot. */
  hides: boolean;
  /** Whether brackets hold characters alone. */
  isLiteral: boolean;
}

const VISIBLE: Reading = { name: '[^./][^/]*', hides: true, isLiteral: false };
const OPEN: Reading = { name: '[^/]+', hides: false, isLiteral: false };
const LITERAL: Reading = { ...OPEN, isLiteral: true };

function segments(pattern: string, { name, hides, isLiteral }: Reading): string {
  const parts = pattern.split('/');
  return parts
    .map((part, index) => {
      const isLast = index === parts.length - 1;
      if (part === '**') return isLast ? `(?:${name}/)*${name}` : `(?:${name}/)*`;
      const dot = hides && /^[*?[]/.test(part) ? '(?!\\.)' : '';
      return `${dot}${wildcards(part, '[^/]', isLiteral)}${isLast ? '' : '/'}`;
    })
    .join('');
}

/** `*`, `?` and brackets, the rest by its letters. `any`: what one character may be. */
function wildcards(pattern: string, any: string, isLiteral = false): string {
  return pattern.replace(/\*+|\?|\[(!?\]?[^\]]*)\]|[^*?[]+|\[/gs, (text, inside?: string) => {
    if (text.startsWith('*')) return `${any}*`;
    if (text === '?') return any;
    return inside === undefined ? quoted(text) : brackets(inside, isLiteral);
  });
}

function brackets(inside: string, isLiteral: boolean): string {
  const isNot = inside.startsWith('!');
  const set = inside.slice(isNot ? 1 : 0).replace(isLiteral ? /[\\\]^-]/g : /[\\\]^]/g, '\\$&');
  return `[${isNot ? '^' : ''}${set}]`;
}

const quoted = (text: string) => text.replace(/[\\^$.|+(){}[\]]/g, '\\$&');

function whole(source: string): Matches {
  const expression = new RegExp(`^(?:${source})$`, 's');
  return (path) => expression.test(path);
}

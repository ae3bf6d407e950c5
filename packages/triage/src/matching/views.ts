import { printable } from '@flightline/core/events';

/** A way to read a line. */
export interface View {
  text: string;
  /** Index in the line of what the view begins with. */
  at: number;
}

/** What may stand before what a program said. A word in brackets is the name of a box only when it is not in capitals. */
const PREFIXES: readonly RegExp[] = [
  // 2026-01-02T03:04:05.678Z, in brackets or not, and the time alone
  /\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?\]?:?[ \t]+/y,
  /\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?:?[ \t]+/y,
  // syslog and journal
  /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,64} [\w.@/()-]{1,64}(?:\[\d{1,9}\])?: /y,
  // The kernel's clock
  /(?:<\d{1,3}>)?\[ {0,6}\d{1,9}\.\d{3,9}\] /y,
  // Vagrant
  /(?:==>| {3}) [\w.-]{1,64}: (?: {0,8})/y,
  // Compose
  /[\w.-]{1,64} {1,32}\| /y,
  // Our own lines, workers of pytest, progress
  /\[(?![A-Z]+\])[\w.:-]{1,64}\] /y,
  /\[ {0,3}\d{1,3}%\] /y,
  // Workflow commands of GitHub and Azure
  /##\[\w{1,16}\]/y,
  /::(?:error|warning|notice)(?: [^:\n]{1,200})?::/y,
];

/** Nested prefixes are rarely more. */
const MAX_PREFIXES = 4;

/**
 * How a line can be read: as it stands and without what a logger put before it; and, where it is quoted in JSON or
 * HTML, each of the lines that were quoted in the same two ways.
 */
export function viewsOf(line: string): readonly (readonly View[])[] {
  const quoted = unquoted(line) ?? [];
  return [withoutPrefix(line), ...quoted.map(withoutPrefix)];
}

function withoutPrefix(text: string): View[] {
  let at = 0;
  for (let count = 0; count < MAX_PREFIXES; count += 1) {
    const length = prefixLength(text, at);
    if (length === 0) break;
    at += length;
  }
  const whole = { text, at: 0 };
  return at === 0 ? [whole] : [whole, { text: text.slice(at), at }];
}

function prefixLength(text: string, from: number): number {
  for (const prefix of PREFIXES) {
    prefix.lastIndex = from;
    const found = prefix.exec(text);
    if (found !== null) return found[0].length;
  }
  return 0;
}

const ESCAPE =
  /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(033|[abefnrtv"'`\\/]))|&(#\d{1,5}|[a-z]{2,4});/g;

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  e: '\u001b',
  '033': '\u001b',
};
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
};

/** The lines that a line quotes; undefined when it quotes none. */
function unquoted(line: string): string[] | undefined {
  if (!line.includes('\\') && !line.includes('&')) return undefined;
  const text = line.replace(
    ESCAPE,
    (escape, unicode?: string, byte?: string, control?: string, entity?: string) => {
      const code = unicode ?? byte;
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      if (control !== undefined) return CONTROLS[control] ?? control;
      if (entity?.startsWith('#')) return String.fromCharCode(Number(entity.slice(1)));
      return ENTITIES[entity ?? ''] ?? escape;
    },
  );
  return text === line ? undefined : printable(text).split('\n');
}

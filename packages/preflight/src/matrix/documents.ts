// What Markdown says about machines: columns of tables, lists, and commands in code.
import MarkdownIt, { type Token } from 'markdown-it';
import type { Listing, Mention, Place } from './mention';
import { exampleListing } from './scripts';

const markdown = new MarkdownIt();

export async function documentListings(text: string, file: string): Promise<Listing[]> {
  const tokens = markdown.parse(text, {});
  return [...columns(tokens, file), ...lists(tokens, file), ...(await examples(tokens, file))];
}

/** Commands in a document. */
async function examples(tokens: readonly Token[], file: string): Promise<Listing[]> {
  const found = await Promise.all(
    commandsIn(tokens).map(({ line, script }) =>
      exampleListing('\n'.repeat(line - 1) + script, file),
    ),
  );
  return found.filter((one) => one !== undefined);
}

interface Code {
  /** From 1; of the first line of the script. */
  readonly line: number;
  readonly script: string;
}

/** Fenced blocks of a shell, and code in a line that begins like a command. */
function commandsIn(tokens: readonly Token[]): Code[] {
  return tokens.flatMap((token): Code[] => {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'fence') {
      const script = scriptIn(token.info.trim().split(/\s/)[0] ?? '', token.content);
      return script === undefined ? [] : [{ line: line + 1, script }];
    }
    const codes = (token.children ?? []).filter(({ type }) => type === 'code_inline');
    return codes
      .filter(({ content }) => /^(?:\$ )?(?:npx )?(?:vagrant|nx) /.test(content))
      .map(({ content }) => ({ line, script: withoutPrompt(content) }));
  });
}

const SHELLS = new Set(['sh', 'bash', 'shell', 'zsh']);

/** In a session only what follows a prompt is a command; the rest was printed. */
function scriptIn(language: string, content: string): string | undefined {
  const lines = content.split('\n');
  const isSession = lines.some((line) => /^\$ /.test(line));
  if (isSession) {
    return lines.map((line) => (line.startsWith('$ ') ? withoutPrompt(line) : '')).join('\n');
  }
  return SHELLS.has(language) ? content : undefined;
}

/** As long as before, so that columns stay. */
const withoutPrompt = (line: string): string => line.replace(/^\$ /, '  ');

/** A listing for each column of each table. */
function columns(tokens: readonly Token[], file: string): Listing[] {
  const listings: Mention[][] = [];
  let [table, column, line]: [Mention[][], number, number] = [[], 0, 0];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'table_open') table = [];
    else if (token.type === 'tr_open') [column, line] = [0, (token.map?.[0] ?? 0) + 1];
    else if (token.type === 'td_open') {
      const names = namesIn(tokens[index + 1], { file, line });
      table[column] = [...(table[column] ?? []), ...names];
      column += 1;
    } else if (token.type === 'table_close') listings.push(...table);
  }
  return listings.map((mentions) => listing('The column', mentions));
}

/** A listing for each list, of what its items begin with. */
function lists(tokens: readonly Token[], file: string): Listing[] {
  const done: Mention[][] = [];
  const open: Mention[][] = [];
  for (const [index, token] of tokens.entries()) {
    if (/^(bullet|ordered)_list_open$/.test(token.type)) open.push([]);
    else if (/^(bullet|ordered)_list_close$/.test(token.type)) done.push(open.pop() ?? []);
    else if (token.type === 'list_item_open') {
      const inline = tokens.slice(index + 1, index + 3).find(({ type }) => type === 'inline');
      const line = (token.map?.[0] ?? 0) + 1;
      open.at(-1)?.push(...firstName(inline, { file, line }));
    }
  }
  return done.map((mentions) => listing('The list', mentions));
}

const listing = (what: string, mentions: readonly Mention[]): Listing => ({
  ...{ what, mentions, kind: 'words', isOpen: false, unknown: [] },
});

const NAME = /^[\w][\w.-]*$/;

/** A cell that is a name, or several with commas between. */
function namesIn(cell: Token | undefined, place: Place): Mention[] {
  const names = textOf(cell)
    .split(/,\s*/)
    .map((name) => name.trim());
  return names.every((name) => NAME.test(name)) ? names.map((name) => ({ name, place })) : [];
}

/** `name`, `name: what it is` and `name - what it is` */
function firstName(item: Token | undefined, place: Place): Mention[] {
  const [, name] = /^([\w][\w.-]*?)(?:\s*(?:[:(,–—]| -).*)?$/s.exec(textOf(item)) ?? [];
  return name === undefined ? [] : [{ name, place }];
}

/** What a reader sees, without emphasis, links and marks of code. */
function textOf(inline: Token | undefined): string {
  const parts = (inline?.children ?? []).map(({ type, content }) =>
    type === 'softbreak' ? ' ' : content,
  );
  return parts.join('').trim();
}

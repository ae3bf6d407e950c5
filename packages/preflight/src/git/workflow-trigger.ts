// When a workflow of GitHub Actions starts, as its documentation of `on.push` and of filter patterns says.
import { RE2JS } from 're2js';

/** Whether a workflow with this `on` starts when a tag is pushed. */
export function isTriggeredByTag(on: unknown, tag: string): boolean {
  if (typeof on === 'string') return on === 'push';
  if (Array.isArray(on)) return on.includes('push');
  if (typeof on !== 'object' || on === null || !('push' in on)) return false;
  const push: unknown = on.push;
  if (typeof push !== 'object' || push === null) return true;
  const filters = push as Readonly<Record<string, unknown>>;
  if ('tags' in filters) return isChosen(tag, filters['tags']);
  if ('tags-ignore' in filters) return !isChosen(tag, filters['tags-ignore']);
  // With filters for branches alone, tags start nothing.
  return !('branches' in filters) && !('branches-ignore' in filters);
}

/** The last pattern that matches decides; one with `!` takes away. */
function isChosen(tag: string, patterns: unknown): boolean {
  const list: readonly unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  return list.reduce<boolean>((chosen, pattern) => {
    if (typeof pattern !== 'string') return chosen;
    const [isMinus, text] = pattern.startsWith('!') ? [true, pattern.slice(1)] : [false, pattern];
    return matches(text, tag) ? !isMinus : chosen;
  }, false);
}

/** `*` is any text without `/`, `**` any text; `?` and `+` repeat what is before them; `[...]` is a set. */
function matches(pattern: string, tag: string): boolean {
  const source = pattern.replace(
    /\*\*|\*|\[[^\]]*\]|[?+]|[^*?+[]|\[/g,
    (part) => SPECIAL[part] ?? quoted(part),
  );
  return RE2JS.compile(source).matches(tag);
}

const SPECIAL: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '?', '+': '+' };

const quoted = (part: string): string =>
  part.startsWith('[') && part.length > 1 ? part : RE2JS.quote(part);

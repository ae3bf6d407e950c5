import type { ProjectFiles } from '@flightline/core/files';
import MarkdownIt from 'markdown-it';
import { parse as parseVersion } from '@renovatebot/pep440';
import { type VersionCarrier, carrierInText } from './carrier';

/** By custom; the first that is there. */
const FILES = ['CHANGELOG', 'CHANGES', 'HISTORY', 'NEWS', 'RELEASES'].flatMap((name) =>
  ['.md', '.rst'].map((end) => `${name}${end}`),
);

interface Heading {
  text: string;
  /** Of its text, in code units. */
  start: number;
}

/**
 * The version at the head of the changelog. None where there is no changelog or its head is of what is not released
 * yet.
 * @param given path of the changelog; '' looks for it
 */
export async function changelogCarriers(
  files: ProjectFiles,
  given: string,
): Promise<VersionCarrier[]> {
  const path = given === '' ? FILES.find((one) => files.kind(one) === 'file') : given;
  if (path === undefined) return [];
  const key = 'head of the changelog';
  if (files.kind(path) === 'missing') {
    const value = { kind: 'missing', because: 'There is no such file.' } as const;
    return [{ place: { file: files.name(path), key }, value }];
  }
  const headings = await files.read(path, path.endsWith('.rst') ? rstHeadings : markdownHeadings);
  for (const { text, start } of headings) {
    if (/\bunreleased\b/i.test(text)) return [];
    const version = versionIn(text);
    if (version !== undefined) {
      const at = { start: start + text.indexOf(version), version };
      const { place, value } = carrierInText(
        { file: files.name(path), text: files.text(path), key },
        at,
      );
      // Without a range: another number would not make it the entry of another version.
      return [{ place, value }];
    }
  }
  return [];
}

/** `## [1.2.3] - 2026-01-31`, `v1.2.3 (January)`, `Paper 1.2.3`: the first word that is a version with a dot. */
function versionIn(heading: string): string | undefined {
  return heading
    .split(/[\s()[\]:,]+/)
    .find((word) => word.includes('.') && parseVersion(word) !== null);
}

/** Headings as CommonMark knows them, so none in a comment, in code or in a list of links. */
function markdownHeadings(text: string): Heading[] {
  const starts = startsOfLines(text);
  return new MarkdownIt('commonmark').parse(text, {}).flatMap(({ type, map, level }) => {
    if (type !== 'heading_open' || map === null || level > 0) return [];
    const [from = 0, to = text.length] = [starts[map[0]], starts[map[1]]];
    return [{ text: text.slice(from, to), start: from }];
  });
}

const startsOfLines = (text: string): number[] =>
  text
    .split('\n')
    .reduce<number[]>((starts, line) => [...starts, (starts.at(-1) ?? 0) + line.length + 1], [0]);

/** A line of text above one of punctuation that is as long (docutils: "Sections"). */
function rstHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let start = 0;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const below = (lines[index + 1] ?? '').trimEnd();
    const isHeading = /^\w/.test(line) && /^([=\-~^"'`#*+.:_])\1*$/.test(below);
    if (isHeading && below.length >= line.trimEnd().length) headings.push({ text: line, start });
    start += line.length + 1;
  }
  return headings;
}

import { posix } from 'node:path';
import { expectedText, placeOf, times } from '../describe-cause';
import type { BoxFinding, Cause } from '../report';
import { type Markup, NOTHING, html } from './markup';

/** Where the page lies, relative to the workspace: links to logs begin there. */
export interface Place {
  folder: string;
}

/** Lines of a guest, with their numbers; the one that says it is marked. */
export function excerptMarkup({ excerpt, line }: BoxFinding): Markup {
  const lines = excerpt.lines.map((text, index) => {
    const number = excerpt.from + index;
    const said = number === line ? html` class="said"` : NOTHING;
    return html`<span${said}><i>${number}</i>${text}</span>`;
  });
  return html`<pre>${lines}</pre>`;
}

/** The end of another file that says more. */
export function followedMarkup({ followed }: BoxFinding, place: Place): Markup {
  if (followed === undefined) return NOTHING;
  const lines = followed.tail.map((text) => html`<span>${text}</span>`);
  return html`<details open>
    <summary>The end of ${fileLink(followed.file, followed.file, place)}</summary>
    <pre>${lines}</pre>
  </details>`;
}

/** The rule, where it matched, and how often. */
export function whereMarkup(finding: BoxFinding, place: Place): Markup {
  const { rule, count, file } = finding;
  const often = count === 1 ? '' : `, ${times(count)}`;
  return html`<p class="dim">
    <code>${rule}</code>, ${fileLink(file, placeOf(finding), place)}${often}
  </p>`;
}

export function expectedMarkup({ expected }: Pick<BoxFinding | Cause, 'expected'>): Markup {
  return expected === undefined
    ? NOTHING
    : html`<dt>fine</dt>
        <dd>${expectedText(expected)}</dd>`;
}

/** Pages of the web can be followed; anything else is said as it is. */
export function linksMarkup({ links = [] }: Pick<BoxFinding, 'links'>): Markup {
  if (links.length === 0) return NOTHING;
  const all = links.map((link) =>
    /^https?:\/\//.test(link)
      ? html`<a href="${link}" rel="noreferrer noopener">${link}</a> `
      : html`${link} `,
  );
  return html`<dt>read</dt>
    <dd>${all}</dd>`;
}

export function fileLink(file: string, text: string, { folder }: Place): Markup {
  const path = posix.relative(folder, file).split('/').map(encodeURIComponent).join('/');
  return html`<a href="${path}">${text}</a>`;
}

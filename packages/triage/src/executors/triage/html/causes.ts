import { againText, separationText } from '../describe-cause';
import type { BoxFinding, BoxReport, Cause } from '../report';
import { findingId } from './boxes';
import {
  type Place,
  excerptMarkup,
  expectedMarkup,
  followedMarkup,
  linksMarkup,
  whereMarkup,
} from './evidence';
import { type Markup, NOTHING, html } from './markup';

/** Boxes of a cause that are shown at once. */
const NAMED = 12;

type Boxes = ReadonlyMap<string, BoxReport>;

/** A paragraph a cause, with a way to what each of its boxes says. */
export function causesMarkup(
  causes: readonly Cause[],
  boxes: readonly BoxReport[],
  place: Place,
): Markup {
  if (causes.length === 0) return NOTHING;
  const byName = new Map(boxes.map((box) => [box.box, box]));
  const all = causes.map((cause, index) => causeMarkup(cause, index + 1, byName, place));
  return html`<section class="causes" aria-labelledby="causes">
    <h2 id="causes">Causes</h2>
    ${all}
  </section>`;
}

function causeMarkup(cause: Cause, number: number, boxes: Boxes, place: Place): Markup {
  const { severity, expected, title, evidence, consequences } = cause;
  const id = `cause-${number}`;
  const tone = expected === undefined ? severity : 'expected';
  return html`<article class="${tone}" id="${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title" tabindex="-1">
      ${title} <a class="anchor" href="#${id}" aria-label="Link to this cause">#</a>
    </h3>
    ${boxLinks(cause, boxes)} ${evidence === null ? NOTHING : evidenceMarkup(evidence, place)}
    <dl>
      ${expectedMarkup(cause)}${termMarkup('split', separationText(cause))}${termMarkup('why', cause.why)}${termMarkup('next', cause.action)}${termMarkup('again', againText(cause))}${linksMarkup(evidence ?? {})}
    </dl>
    ${consequencesMarkup(consequences, boxes, place)}
  </article> `;
}

const evidenceMarkup = (evidence: BoxFinding, place: Place): Markup =>
  html`${whereMarkup(evidence, place)}${excerptMarkup(evidence)}${followedMarkup(evidence, place)}`;

const termMarkup = (term: string, text: string): Markup =>
  text === ''
    ? NOTHING
    : html`<dt>${term}</dt>
        <dd>${text}</dd>`;

/** Each box leads to its own excerpt. */
function boxLinks(cause: Cause, boxes: Boxes): Markup {
  const { boxes: names } = cause;
  const links = names.map((name) => {
    const box = boxes.get(name);
    const id = box === undefined ? '' : findingId(box, sameIn(box, cause));
    return html`<a href="#${encodeURIComponent(id)}">${name}</a> `;
  });
  const more = links.slice(NAMED);
  const rest =
    more.length === 0
      ? NOTHING
      : html`<details>
          <summary>and ${more.length} more</summary>
          ${more}
        </details>`;
  return html`<div class="boxes">
    on
    ${names.length === boxes.size && boxes.size > 1 ? `all ${boxes.size} boxes: ` : ''}${links.slice(0, NAMED)}${rest}
  </div>`;
}

function sameIn({ findings }: BoxReport, { rule, evidence }: Cause): BoxFinding | undefined {
  const same = findings.filter((finding) => finding.rule === rule);
  return same.find(({ text }) => text === evidence?.text) ?? same[0];
}

function consequencesMarkup(consequences: readonly Cause[], boxes: Boxes, place: Place): Markup {
  if (consequences.length === 0) return NOTHING;
  const all = consequences.map(
    (cause) =>
      html`<li>
        ${cause.title}${boxLinks(cause, boxes)}${cause.evidence === null ? NOTHING : evidenceMarkup(cause.evidence, place)}
      </li>`,
  );
  return html`<details>
    <summary>then ${consequences.length} more, which may follow from it</summary>
    <ul>
      ${all}
    </ul>
  </details>`;
}

import { formatDuration } from '@flightline/core/events';
import { hardOf, sentencesOf, testsText, toneOf, verdictOf } from '../describe-box';
import type { BoxFinding, BoxReport } from '../report';
import {
  type Place,
  excerptMarkup,
  expectedMarkup,
  fileLink,
  followedMarkup,
  linksMarkup,
  whereMarkup,
} from './evidence';
import { type Markup, NOTHING, html } from './markup';

const HEAD = html`<div class="row head" aria-hidden="true">
  <span></span><span>box</span><span>verdict</span><span>time</span><span>tests</span
  ><span>hard</span><span>files</span>
</div>`;

/** A line a box; what was found in it is below its line, closed. */
export function boxesMarkup(boxes: readonly BoxReport[], place: Place): Markup {
  return html`<section aria-labelledby="boxes">
    <h2 id="boxes">Boxes</h2>
    ${HEAD} ${boxes.map((box) => boxMarkup(box, place))}
  </section>`;
}

/** What the address of a box ends with. */
const boxId = (box: string): string => `box-${encodeURIComponent(box)}`;

/** What the address of a finding ends with; that of its box where it is not among its findings. */
export function findingId({ box, findings }: BoxReport, finding: BoxFinding | undefined): string {
  const index = finding === undefined ? -1 : findings.indexOf(finding);
  return index === -1 ? boxId(box) : `${boxId(box)}.${index + 1}`;
}

const MARKS = { good: '✓', bad: '✗', open: '-' };

function boxMarkup(box: BoxReport, place: Place): Markup {
  const { text, tone } = verdictOf(box);
  const stands = toneOf(box);
  const time = box.durationMs === null ? '-' : formatDuration(box.durationMs);
  const cells = [time, testsText(box), countText(hardOf(box).length), filesText(box)];
  return html`<details class="box${box.green ? ' green' : ''}" id="${boxId(box.box)}">
    <summary class="row">
      <span class="${stands}" aria-hidden="true">${MARKS[stands]}</span><b>${box.box}</b
      ><span class="${tone}">${text}</span>${cells.map((cell) => html`<span>${cell}</span>`)}
    </summary>
    <div class="inside">
      ${sentencesOf(box).map((sentence) => html`<p>${sentence}</p>`)}
      ${filesMarkup(box, place)}${box.findings.map((finding) => findingMarkup(box, finding, place))}
    </div>
  </details> `;
}

const countText = (count: number): string => (count === 0 ? '-' : String(count));

const filesText = ({ reports: { files } }: BoxReport): string => countText(files.length);

function filesMarkup({ log, console, startedAt, facts }: BoxReport, place: Place): Markup {
  const files = [log, console].filter((file) => file !== null);
  const known = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return html`<dl>
    ${
      startedAt === null
        ? NOTHING
        : html`<dt>ran</dt>
            <dd>${startedAt}</dd>`
    }${
      files.length === 0
        ? NOTHING
        : html`<dt>files</dt>
            <dd>${files.map((file) => html`${fileLink(file, file, place)}<br />`)}</dd>`
    }${
      known.length === 0
        ? NOTHING
        : html`<dt>box</dt>
            <dd>${known.join(', ')}</dd>`
    }
  </dl>`;
}

function findingMarkup(box: BoxReport, finding: BoxFinding, place: Place): Markup {
  const id = findingId(box, finding);
  const tone = finding.expected === undefined ? finding.severity : 'expected';
  const known = html`${expectedMarkup(finding)}${linksMarkup(finding)}`;
  return html`<div class="finding ${tone}" id="${id}">
    <h4>
      <span>${finding.severity}</span> <b>${finding.title}</b>
      <a class="anchor" href="#${encodeURIComponent(id)}" aria-label="Link to this excerpt">#</a>
    </h4>
    ${whereMarkup(finding, place)}${excerptMarkup(finding)}${followedMarkup(finding, place)}${known.text === '' ? NOTHING : html`<dl>${known}</dl>`}
  </div> `;
}

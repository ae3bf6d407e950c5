// One file that shows a report to a person: no request to anywhere, no script but its own. What guests printed cannot
// become markup, and if it did, the policy of the page would let nothing of it run.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summaryOf } from '../describe-box';
import { incidentText, incidentTone } from '../describe-incident';
import type { IncidentReport, Remark, TriageReport } from '../report';
import { boxesMarkup } from './boxes';
import { causesMarkup } from './causes';
import { type Place, fileLink } from './evidence';
import { foretoldMarkup } from './foretold';
import { Markup, NOTHING, html } from './markup';

/**
 * The report as a page.
 * @param place where the page lies; logs are linked relative to it
 */
export function renderPage(report: TriageReport, place: Place): string {
  const { release, time, green, boxes, causes, foretold, incidents, remarks } = report;
  const [style, script] = [ownFile('browser.css'), ownFile('browser.js')];
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${release}: ${summaryOf(boxes)}</title>
        ${element('style', style)}
      </head>
      <body>
        <a class="skip" href="#boxes">To the boxes</a>
        <header>
          <h1>${release}</h1>
          <p>
            <span class="summary ${green ? 'good' : 'bad'}">${summaryOf(boxes)}</span>
            <time class="dim" datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time>
          </p>
        </header>
        <form role="search" hidden>
          <input
            type="search"
            name="words"
            placeholder="Filter: box, rule, words of a log"
            aria-label="Filter"
            autocomplete="off"
          /><label><input type="checkbox" name="red" />not green</label
          ><output id="shown" class="dim"></output>
        </form>
        <main>
          ${causesMarkup(causes, boxes, place)} ${foretoldMarkup(foretold)}
          ${incidentsMarkup(incidents, place)} ${remarksMarkup(remarks, place)}
          ${boxesMarkup(boxes, place)}
        </main>
        <footer class="dim">
          <kbd>/</kbd> filter, <kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>Enter</kbd> open
        </footer>
        ${element('script', script)}
      </body>
    </html> `.text;
}

function incidentsMarkup(incidents: readonly IncidentReport[], place: Place): Markup {
  if (incidents.length === 0) return NOTHING;
  const all = incidents.map((incident) => {
    const text = incidentText(incident) || 'is closed';
    return html`<li>
      <span class="${incidentTone(incident)}">${incident.state}</span>
      ${fileLink(incident.file, incident.title, place)} ${text}
    </li>`;
  });
  return html`<section aria-labelledby="incidents">
    <h2 id="incidents">Incidents</h2>
    <ul>
      ${all}
    </ul>
  </section>`;
}

function remarksMarkup(remarks: readonly Remark[], place: Place): Markup {
  if (remarks.length === 0) return NOTHING;
  const all = remarks.map(({ severity, message, file, line }) => {
    const text = `${file ?? ''}${line === undefined ? '' : `:${line}`}`;
    const where = file === null ? NOTHING : html`${fileLink(file, text, place)}: `;
    return html`<li><span class="${severity}">${severity}</span> ${where}${message}</li>`;
  });
  return html`<section aria-labelledby="remarks">
    <h2 id="remarks">Rules, expectations, incidents</h2>
    <ul>
      ${all}
    </ul>
  </section>`;
}

const ownFile = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** Of what is ours, so it is no text to escape; its end tag does not occur in it. */
const element = (name: 'style' | 'script', content: string): Markup =>
  new Markup(`<${name}>${content}</${name}>`);

/** As Content Security Policy names what may stand in a page (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
const hashOf = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

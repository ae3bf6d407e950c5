import { foretoldText, foretoldTone, outcomeText } from '../describe-foretold';
import type { Foretold } from '../report';
import { type Markup, NOTHING, html } from './markup';

/** What preflight foretold and what happened, side by side. */
export function foretoldMarkup(all: readonly Foretold[]): Markup {
  if (all.length === 0) return NOTHING;
  const rows = all.map(
    (one) =>
      html`<tr>
        <th scope="row">${one.box}</th>
        <td>${foretoldText(one)}</td>
        <td class="${foretoldTone(one)}">${outcomeText(one)}</td>
      </tr>`,
  );
  return html`<section aria-labelledby="foretold">
    <h2 id="foretold">Foretold by preflight</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">box</th>
          <th scope="col">foretold</th>
          <th scope="col">happened</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

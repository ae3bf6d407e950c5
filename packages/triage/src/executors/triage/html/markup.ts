// Markup that is safe by the way it is put together: every value in a template is escaped, unless it came out of a
// template itself. What guests print never becomes an element, an attribute or a script.
import { printable } from '@flightline/core/events';
import { escapeAttribute } from '@flightline/core/report';

/** Text that is markup already. Only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | Markup | readonly Markup[];

/** Attributes have to stand in double quotes. How a template is laid out in its source does not show. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const raw = parts.map((part) => part.replace(/\n\s*/g, ' '));
  return new Markup(String.raw({ raw }, ...values.map(markupOf)));
}

export const NOTHING = html``;

function markupOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeAttribute(printable(String(value)));
}

// What XML 1.0 lets stand in a document (https://www.w3.org/TR/xml/#charsets). A character outside of it cannot
// be escaped either: `&#0;` is as ill-formed as NUL itself, so it is replaced.
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const REPLACEMENT = '\uFFFD';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser turns these into blanks or line feeds unless they are references.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escape = (text: string, special: RegExp) =>
  text.replace(FORBIDDEN, REPLACEMENT).replace(special, (character) => ENTITIES[character] ?? '');

/** Text as the content of an element. */
export const escapeText = (text: string): string => escape(text, /[&<>\r]/g);

/** Text as the value of an attribute in double quotes; line ends and tabs survive. */
export const escapeAttribute = (text: string): string => escape(text, /[&<>"\t\n\r]/g);

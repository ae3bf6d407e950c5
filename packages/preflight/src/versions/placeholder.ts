/** What stands where a tool writes the version in when it builds or releases. */
const PLACEHOLDERS: readonly RegExp[] = [
  // semantic-release, poetry-dynamic-versioning and their like; a version 0.0.0 is never released.
  /^v?0\.0\.0([-.+].*)?$/,
  // Jinja and Mustache; make, autoconf and CMake; shells; bump scripts.
  /^\{\{.*\}\}$/,
  /^@[\w.-]+@$/,
  /^\$(\{[^}]*\}|\([^)]*\)|\w+)$/,
  /^%[\w.]+%$/,
  /^__\w+__$/,
  /^<[^>]+>$/,
  /^(un)?released$/i,
  /^unknown$/i,
];

export const isPlaceholder = (text: string, more: readonly string[]): boolean =>
  more.includes(text) || PLACEHOLDERS.some((pattern) => pattern.test(text.trim()));

// One pattern of a .dockerignore, as moby's patternmatcher compiles it (github.com/moby/patternmatcher), which
// docker, buildah and podman share in versions of their own. Where the versions differ, a pattern is read so that
// it hides no file that one of them shows to a build.

const WILDCARDS = /[*?[\]\\]/;

/** Whether a pattern can be compiled, by the rules of Go's filepath.Match. */
export function isWellFormed(pattern: string): boolean {
  const outside = pattern.replaceAll(/\\./gsu, '').replaceAll(/\[\^?[^\]]+\]/gu, '');
  return !/[[\\]/.test(outside);
}

/** True when only the pattern's own characters match it. */
export function isPlain(pattern: string): boolean {
  return !WILDCARDS.test(pattern);
}

/**
 * A `**` that is followed by a name: up to Docker 20.10 of the legacy builder, `**foo` is what `**\/foo` is; since
 * then it hides `barfoo` too.
 */
export const GLUED = /^\*\*[^/]/;

/**
 * The expression that matches the paths of a cleaned, well-formed pattern.
 * @param wide whether `**foo` matches `barfoo`
 */
export function toRegExp(pattern: string, wide: boolean): RegExp {
  if (wide && GLUED.test(pattern) && isPlain(pattern.slice(2))) {
    return new RegExp(`${escape(pattern.slice(2))}$`, 'su');
  }
  const parts = pattern.match(/\\.|\[\^?(?:\\.|[^\]])+\]|\*\*\/?|./gsu) ?? [];
  const last = parts.length - 1;
  return new RegExp(`^${parts.map((part, at) => translate(part, at === last)).join('')}$`, 'su');
}

function translate(part: string, isLast: boolean): string {
  if (part.startsWith('**')) return isLast ? '.*' : '(?:.*/)?';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('[')) return part;
  return escape(part.length > 1 ? part.slice(1) : part);
}

/** For a part that may be a surrogate pair or a whole word. */
function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

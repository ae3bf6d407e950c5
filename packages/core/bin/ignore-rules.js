// The patterns of a .dockerignore, as moby's patternmatcher compiles them (github.com/moby/patternmatcher), which
// docker, buildah and podman share in versions of their own. Where the versions differ, a pattern is read so that
// it hides no file that one of them shows to a build. Plain JavaScript, because context-digest.js needs it.
const { posix } = require('node:path');

const WILDCARDS = /[*?[\]\\]/;

/**
 * A `**` that is followed by a name: up to Docker 20.10 of the legacy builder, `**foo` is what `**\/foo` is; since
 * then it hides `barfoo` too.
 */
const GLUED = /^\*\*[^/]/;

/** No path of Linux has more characters (PATH_MAX). */
const LONGEST = 4096;

/** @type {import('./ignore-rules').isWellFormed} */
function isWellFormed(pattern) {
  if (pattern.length > LONGEST) return false;
  const outside = pattern.replaceAll(/\\./gsu, '').replaceAll(/\[\^?[^\]]+\]/gu, '');
  return !/[[\\]/.test(outside);
}

/** @type {import('./ignore-rules').isPlain} */
function isPlain(pattern) {
  return !WILDCARDS.test(pattern);
}

/** @type {import('./ignore-rules').isGlued} */
function isGlued(pattern) {
  return GLUED.test(pattern) && isPlain(pattern.slice(2));
}

/** @type {import('./ignore-rules').readRules} */
function readRules(text) {
  return (
    text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((words, at) => ({ words, line: at + 1 }))
      // A comment begins in the first column; behind a space it is a pattern.
      .filter(({ words }) => !words.startsWith('#') && words.trim() !== '')
      .map(({ words: written, line }) => {
        const words = written.trim();
        const brings = words.startsWith('!');
        return { words, pattern: clean(brings ? words.slice(1).trim() : words), brings, line };
      })
  );
}

/** As Go's filepath.Clean, and relative. */
function clean(words) {
  if (words === '') return '';
  const normal = posix.normalize(words);
  return normal === '/' ? normal : normal.replace(/^\//, '').replace(/\/$/, '');
}

/** @type {import('./ignore-rules').hiderOf} */
function hiderOf(rules) {
  const compiled = rules.map(({ pattern, brings }) => ({
    brings,
    expression: toRegExp(pattern, brings),
  }));
  const hides = (path) => {
    const parts = path.split('/');
    const paths = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    return compiled.reduce(
      (hidden, { brings, expression }) =>
        hidden === brings && paths.some((one) => expression.test(one)) ? !brings : hidden,
      false,
    );
  };
  const bringing = rules.filter(({ brings }) => brings).map(({ pattern }) => pattern);
  return {
    hides,
    hidesAllIn: (path) => hides(path) && !bringing.some((pattern) => reachesInto(pattern, path)),
  };
}

/** Whether a pattern may match something below a folder; rather once too often. */
function reachesInto(pattern, folder) {
  const [wanted, given] = [pattern.split('/'), folder.split('/')];
  const deep = wanted.some((part) => part.includes('**')) || wanted.length > given.length;
  return deep && mayMeet(pattern, folder);
}

/** @type {import('./ignore-rules').mayMeet} */
function mayMeet(one, other) {
  const others = other.split('/');
  for (const [at, part] of one.split('/').entries()) {
    const opposite = others[at];
    if (opposite === undefined || part.includes('**') || opposite.includes('**')) return true;
    if (isPlain(part) && isPlain(opposite) && part !== opposite) return false;
  }
  return true;
}

/**
 * The expression that matches the paths of a cleaned, well-formed pattern.
 * @param {string} pattern
 * @param {boolean} wide whether `**foo` matches `barfoo`
 */
function toRegExp(pattern, wide) {
  if (wide && isGlued(pattern)) return new RegExp(`${escape(pattern.slice(2))}$`, 'su');
  const parts = pattern.match(/\\.|\[\^?(?:\\.|[^\]])+\]|\*\*\/?|./gsu) ?? [];
  const last = parts.length - 1;
  return new RegExp(`^${parts.map((part, at) => translate(part, at === last)).join('')}$`, 'su');
}

function translate(part, isLast) {
  if (part.startsWith('**')) return isLast ? '.*' : '(?:.*/)?';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('[')) return part;
  return escape(part.length > 1 ? part.slice(1) : part);
}

/** For a part that may be a surrogate pair or a whole word. */
function escape(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

module.exports = { isWellFormed, isPlain, isGlued, readRules, hiderOf, mayMeet };

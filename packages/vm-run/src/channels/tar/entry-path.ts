// Names come from a guest, which may be broken or hostile: every one is judged before it becomes a path here.

export type Judged = { path: string } | { because: string };

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

const OBJECTIONS: readonly (readonly [holds: (name: string) => boolean, because: string])[] = [
  [(name) => name.startsWith('/'), 'Its path is absolute.'],
  [(name) => name.split('/').includes('..'), "Its path contains '..'."],
  [(name) => CONTROL.test(name), 'Its name contains control characters.'],
  [
    (name) => name.split('/').some((part) => Buffer.byteLength(part) > 255),
    'Its name is longer than 255 bytes.',
  ],
];

/** A path inside the target folder, without `.` and empty parts; '' is the folder itself. */
export function judgeName(name: string): Judged {
  const objection = OBJECTIONS.find(([holds]) => holds(name));
  if (objection !== undefined) return { because: objection[1] };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return { path: parts.join('/') };
}

/** A guest's name as a person may see it: control characters escaped, at most 300 characters. */
export function showName(name: string): string {
  return name
    .slice(0, 300)
    .replaceAll(CONTROLS, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * Where a symbolic link of the guest points, as a path inside the target folder; undefined when it points out of it.
 * It says nothing about links on the way.
 */
export function linkTarget(linkPath: string, target: string): string | undefined {
  if (target.startsWith('/') || CONTROL.test(target)) return undefined;
  const parts = linkPath.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

const MAX_DEPTH = 200;
const MAX_PATH_BYTES = 2000;

/** What this host could make and then neither move nor remove: a path may have 4096 bytes here (linux/limits.h). */
const FAR: readonly (readonly [holds: (path: string) => boolean, where: string])[] = [
  [(path) => path.split('/').length > MAX_DEPTH, `more than ${MAX_DEPTH} folders deep`],
  [
    (path) => Buffer.byteLength(path) > MAX_PATH_BYTES,
    `at a path of more than ${MAX_PATH_BYTES} bytes`,
  ],
];

/** Where a path lies that is too far away to be made here; undefined for all others. */
export function whereFar(path: string): string | undefined {
  return FAR.find(([holds]) => holds(path))?.[1];
}

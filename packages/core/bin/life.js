// Plain JavaScript, because the keeper uses it: no transpiler, next to no memory.
const { readFileSync, readlinkSync } = require('node:fs');

/** @type {import('./life').ownLife} */
function ownLife() {
  return { pid: process.pid, startedAt: statOf(process.pid)?.startedAt ?? null, ...here() };
}

/** @type {import('./life').lifeOf} */
function lifeOf(pid) {
  if (!exists(pid)) return null;
  const stat = statOf(pid);
  return stat?.zombie ? null : { pid, startedAt: stat?.startedAt ?? null, ...here() };
}

/** @type {import('./life').whereabouts} */
function whereabouts(life) {
  const place = here();
  const known = (key) => life[key] != null && place[key] !== null;
  const differs = (key) => known(key) && life[key] !== place[key];
  if (differs('bootId')) return known('host') && !differs('host') ? 'gone' : 'elsewhere';
  if (differs('pidNamespace')) return 'elsewhere';
  const now = lifeOf(life.pid);
  if (now === null) return 'gone';
  return life.startedAt == null || life.startedAt === now.startedAt ? 'alive' : 'gone';
}

/** @type {import('./life').isStopped} */
function isStopped(pid) {
  return statOf(pid)?.stopped === true;
}

function here() {
  const id = text('/etc/machine-id');
  const isId = id !== null && /^[0-9a-f]{32}$/.test(id);
  return {
    bootId: text('/proc/sys/kernel/random/boot_id'),
    pidNamespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
    host: isId ? `${id} ${text('/proc/sys/kernel/hostname') ?? ''}` : null,
  };
}

function exists(pid) {
  // To the kernel, zero and negative numbers mean groups.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error.code !== 'ESRCH';
  }
}

/** State and field 22 of /proc/<pid>/stat, proc(5); the command name before them may hold blanks and brackets. */
function statOf(pid) {
  const stat = text(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isOneOf = (states) => states.includes(fields[0]);
  return {
    zombie: isOneOf(['Z', 'X']),
    stopped: isOneOf(['T', 't']),
    startedAt: fields[19] ?? null,
  };
}

function text(path) {
  return orNull(() => readFileSync(path, 'utf8').trim());
}

function orNull(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

module.exports = { ownLife, lifeOf, whereabouts, isStopped };

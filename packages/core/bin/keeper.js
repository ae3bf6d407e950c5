#!/usr/bin/env node
// Holds one machine: `keeper.js <lease file> <socket>`. Whoever took the lease listens at the socket; the connection is
// its life line. One JSON message a line. In: {id, do, ...} with one of ORDERS. Out: {id, ok: true, ...} or {id, error}
// in answer, and {event: 'ready'}, {event: 'output' | 'closed' | 'exited', of, ...} of the machine that was so named at its start. The only writer of the lease while it lives.
//
// Plain JavaScript without a package, because one of these lives as long as each machine.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { accessSync, constants, readFileSync } = require('node:fs');
const { connect, createServer } = require('node:net');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { clearLease, endLease } = require('./end-lease.js');
const { lifeOf, ownLife } = require('./life.js');
const { replaceFile } = require('./replace-file.js');
const { signRuntime } = require('./runtime-folder.js');

/** A timer has 31 bits of ms. */
const LONGEST_MS = 2 ** 31 - 1;
/** Time for the last answer to get through. */
const FAREWELL_MS = 1000;
/** After KILL only a process in uninterruptible sleep stays. */
const KILL_MS = 5000;
/** Only the keeper's own child may go on: one that starts when its keeper has just died would never be told. */
const GUARD = '[ "$PPID" = "$0" ] && exec "$@"';

const [file, socket] = process.argv.slice(2);
let lease = JSON.parse(readFileSync(file, 'utf8'));
/** The machine's process: {of, child, killGrace, gone}. */
let machine;
/** The socket whose name says what the machine may take of the host. */
let share;
/** Set once the lease is being ended: nothing is written to it any more. */
let ending;
/** By the clock of `performance`, in ms: it stands still while the host sleeps, and nobody sets it. */
let endsAt;
let deadlineTimer;

const ORDERS = {
  start: startMachine,
  stop: () => stopMachine(),
  kill: ({ signal }) => signalMachine(signal),
  clear: async () => {
    await stopMachine();
    await clearLease(file);
    giveShareBack();
  },
  hold: takeShare,
  renew: ({ deadline }) => {
    record({ deadline });
    setDeadline();
  },
  leave: ({ deadline, entry }) => {
    if (machine === undefined) throw new Error('There is no machine to leave.');
    record({ owner: null, purpose: 'debug', deadline, entry });
    setDeadline();
    return { lease };
  },
  record: ({ change }) => record(change),
  end: () => end('The lease was ended before the run was.'),
};

process.chdir('/');
// Nobody reads what Node may have to warn of.
process.stderr.on('error', () => undefined);
const owner = connect(socket);
owner.on('error', () => undefined);
owner.once('connect', () => {
  signRuntime(lease.runtime);
  record({ keeper: ownLife() });
  tell({ event: 'ready' });
  setDeadline();
});
owner.once('close', () => {
  machine?.child.stdout.resume();
  machine?.child.stderr.resume();
  if (lease.owner !== null) giveUp('The process that ran the box ended before its run did.');
});
owner.on('drain', () => {
  machine?.child.stdout.resume();
  machine?.child.stderr.resume();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    // A run that goes on without its keeper tells of that itself; its evidence is not taken from under it.
    if (lease.owner !== null && !owner.destroyed) note({ evidence: null });
    giveUp(`The keeper of the machine was ended by ${signal}.`);
  });
}
listen();

function listen() {
  let rest = '';
  owner.setEncoding('utf8');
  owner.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) void obey(JSON.parse(line));
  });
}

async function obey({ id, do: order, ...words }) {
  try {
    if (ending !== undefined && order !== 'end') throw new Error('The lease is being ended.');
    tell({ id, ok: true, ...(await ORDERS[order](words)) });
  } catch (error) {
    tell({ id, error: error.message });
  }
}

function tell(message) {
  return owner.writable && owner.write(`${JSON.stringify(message)}\n`);
}

/** Raises when the disk is full; then nothing has changed. */
function record(change) {
  const changed = { ...lease, ...change };
  if (ending === undefined) replaceFile(file, `${JSON.stringify(changed, null, 2)}\n`);
  lease = changed;
}

/** What has happened has happened, whether the disk takes it or not. */
function note(change) {
  try {
    record(change);
  } catch {
    lease = { ...lease, ...change };
  }
}

async function startMachine({ of, argv, killGrace }) {
  if (machine !== undefined) throw new Error('There is a machine already.');
  if (!isCommand(argv[0])) {
    for (const stream of ['stdout', 'stderr']) tell({ event: 'closed', of, stream });
    tell({ event: 'exited', of, ending: 'missing' });
    return { pid: null };
  }
  const tied = ['setpriv', '--pdeathsig', 'KILL', 'sh', '-c', GUARD, String(process.pid)];
  const [command, ...args] = [...(isCommand('setpriv') ? tied : []), ...argv];
  const child = spawn(command, args, {
    cwd: lease.runtime,
    // The machine has the socket, too: its share is not free as long as any of it is there.
    stdio: ['ignore', 'pipe', 'pipe', ...(share === undefined ? [] : [share._handle.fd])],
    detached: true,
  });
  machine = { of, child, killGrace, gone: new Promise((resolve) => child.once('exit', resolve)) };
  relay('stdout');
  relay('stderr');
  child.once('exit', exited);
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      machine = undefined;
      reject(error);
    });
  });
  try {
    record({ machine: lifeOf(child.pid) });
  } catch (error) {
    // Nobody but this process would know of it.
    await stopMachine();
    throw error;
  }
  return { pid: child.pid };
}

async function takeShare({ name }) {
  const socket = createServer((caller) => caller.destroy());
  socket.listen(name);
  await once(socket, 'listening');
  socket.unref();
  giveShareBack();
  share = socket;
}

function giveShareBack() {
  share?.close();
  share = undefined;
}

function relay(stream) {
  const { of, child } = machine;
  const source = child[stream];
  source.on('data', (chunk) => {
    const took = tell({ event: 'output', of, stream, bytes: chunk.toString('base64') });
    if (!took && owner.writable) source.pause();
  });
  source.once('close', () => tell({ event: 'closed', of, stream }));
}

function exited(exitCode, signal) {
  // What its leader left behind in the group has no owner any more.
  signalMachine('SIGKILL');
  const { of } = machine;
  machine = undefined;
  note({ machine: null });
  tell({ event: 'exited', of, ending: signal === null ? 'exited' : 'signalled', exitCode, signal });
  // While there is an owner, it decides what comes of this.
  if (lease.owner === null) giveUp('The machine ended.');
}

function signalMachine(signal) {
  if (machine === undefined) return;
  try {
    process.kill(-machine.child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function stopMachine() {
  if (machine === undefined) return;
  const { gone, killGrace } = machine;
  signalMachine('SIGTERM');
  const hard = setTimeout(() => signalMachine('SIGKILL'), killGrace);
  // What does not go even then is for whoever ends the lease to complain of.
  await Promise.race([gone, sleep(killGrace + KILL_MS, undefined, { ref: false })]);
  clearTimeout(hard);
}

function setDeadline() {
  endsAt = performance.now() + Date.parse(lease.deadline) - Date.now();
  watchDeadline();
}

function watchDeadline() {
  clearTimeout(deadlineTimer);
  const left = endsAt - performance.now();
  // A deadline that cannot be read is one that has passed.
  if (!(left > 0)) giveUp('The deadline of the lease passed.');
  else deadlineTimer = setTimeout(watchDeadline, Math.min(left, LONGEST_MS));
}

/** Ends the lease and then this process; what it could not remove is left to whoever reaps. */
function end(because) {
  ending ??= (async () => {
    clearTimeout(deadlineTimer);
    try {
      await stopMachine();
      await endLease(file, because);
      giveShareBack();
    } finally {
      setTimeout(() => process.exit(), FAREWELL_MS).unref();
      // After the answer to the order that this may be.
      setImmediate(() => owner.end());
    }
  })();
  return ending;
}

function giveUp(because) {
  end(because).catch(() => undefined);
}

function isCommand(name) {
  const places = name.includes('/') ? [''] : (process.env.PATH ?? '').split(':');
  return places.some((place) => {
    try {
      accessSync(join(place, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

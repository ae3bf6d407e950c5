// QEMU Machine Protocol: one JSON object a line; https://www.qemu.org/docs/master/interop/qmp-spec.html
import { connect } from 'node:net';
import { LineSplitter } from '@flightline/core/process';

/** Time for QEMU to answer a command, in ms. */
const ANSWER_MS = 10_000;

export interface QmpEvent {
  event: string;
  data?: Readonly<Record<string, unknown>>;
}

interface Answer {
  id?: number;
  return?: unknown;
  error?: { desc: string };
}

export interface Qmp {
  /** Raises an Error when QEMU refuses, says nothing for 10 s, or is gone. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): void;
}

/**
 * Connects to the socket of a QEMU that listens, and makes it ready for commands. Raises an Error when it goes before
 * that, or the signal fires: a QEMU that hangs lets in and never greets.
 */
export async function connectQmp(
  path: string,
  onEvent: (event: QmpEvent) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Qmp> {
  const socket = connect(path);
  const waiting = new Map<number, (answer: Answer) => void>();
  let greeted: () => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const greeting = new Promise<void>((resolve, reject) => {
    greeted = resolve;
    failed = reject;
  });
  const dispatch = (message: Answer & Partial<QmpEvent> & { QMP?: unknown }) => {
    if (message.QMP !== undefined) greeted();
    if (message.event !== undefined) onEvent({ ...message, event: message.event });
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  };
  const splitter = new LineSplitter((line) => dispatch(JSON.parse(line) as Answer));
  socket.on('data', (chunk) => splitter.push(chunk));
  const gone = (error = new Error('QEMU closed its control socket.')) => {
    failed(error);
    for (const answer of waiting.values()) answer({ error: { desc: error.message } });
  };
  socket.on('error', gone).on('close', () => gone());

  let lastId = 0;
  const execute: Qmp['execute'] = (command, args = {}) =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1);
      const settle = (answer: Answer) => {
        waiting.delete(id);
        clearTimeout(timer);
        if (answer.error === undefined) resolve(answer.return);
        else reject(new Error(`QEMU refused '${command}': ${answer.error.desc}`));
      };
      const timer = setTimeout(() => settle({ error: { desc: 'no answer' } }), ANSWER_MS);
      waiting.set(id, settle);
      if (socket.destroyed) settle({ error: { desc: 'QEMU is gone' } });
      else socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });

  const giveUp = () => socket.destroy();
  signal?.addEventListener('abort', giveUp);
  try {
    await greeting;
    await execute('qmp_capabilities');
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  return { execute, close: () => socket.destroy() };
}

/** The host port that leads to the guest's port 22, from HMP's `info usernet`; undefined when there is none. */
export function forwardedPort(usernet: string): number | undefined {
  const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+22\s/.exec(usernet)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Where a processor is, from HMP's `info registers`: its instruction pointer, and whether it waits for an interrupt. */
export function processorState(registers: string): string {
  const [, pointer] = /\b([RE]IP=[0-9a-f]+)/.exec(registers) ?? [];
  if (pointer === undefined) return 'at a place that QEMU does not tell';
  return /\bHLT=1/.test(registers) ? `halted at ${pointer}` : `at ${pointer}`;
}

import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Channel, REHEARSE_TRANSFERS, openPortChannel, startAgent } from '../../../channels';
import type { GuestFacts } from '../../driver';
import { comeUp, disksIn } from '../cold-boot';
import type { Keys } from '../identity';
import { Leftovers } from '../leftovers';
import { makeOverlay } from '../overlay';
import { portSockets } from '../plan';
import { type Ground, type Rising, powerOn } from '../power-on';
import { comeToRest } from './rest';
import { TEMPLATE_FILES, type Template, publishTemplate } from './store';
import { PLACE_WAKE } from './wake';

/** Longest time for the agent to start in a guest that is up, in ms. */
const AGENT_MS = 60_000;

/**
 * Boots a machine, has it prepared, freezes it, and makes it the template of `folder`. Nothing runs when this ends.
 * Raises NotFrozen for a machine that came up and could not be frozen, and what `powerOn` raises for one that did not.
 */
export async function growTemplate(
  ground: Ground,
  keys: Keys,
  folder: string,
  inputs: Readonly<Record<string, unknown>>,
): Promise<Template> {
  const { spec, context } = ground;
  let guest: GuestFacts = {};
  const aside = join(context.lease.folder, 'template');
  // A machine's memory is nobody else's to read.
  mkdirSync(aside, { mode: 0o700 });
  const memory = { path: join(aside, TEMPLATE_FILES.memory), as: 'grow' as const };
  const places = { runtime: context.lease.runtime, memory, ...disksIn(aside, spec) };
  await makeOverlay(spec, places.overlay, context);
  const leftovers = new Leftovers();
  const nonce = randomUUID();
  try {
    const frozen = await powerOn(ground, places, leftovers, async (rising) => {
      const up = await comeUp(rising, keys, leftovers);
      guest = up.guest;
      return await freeze(rising, up.channel, nonce, aside).catch(
        (error: unknown) => error as Error,
      );
    });
    context.signal.throwIfAborted();
    if (frozen instanceof Error) throw new NotFrozen(frozen.message);
  } finally {
    await leftovers.clear();
  }
  copyFileSync(spec.consoleLog, join(aside, TEMPLATE_FILES.console));
  return publishTemplate(aside, folder, { nonce, guest, image: spec.image.uri, inputs });
}

/** A machine that came up and cannot become a template; the second half of a sentence. */
export class NotFrozen extends Error {}

async function freeze(
  rising: Rising,
  channel: Channel,
  nonce: string,
  aside: string,
): Promise<void> {
  const { ground, places, qemu } = rising;
  const { spec, context } = ground;
  const { runner, signal } = context;
  // First: to the guest a port without a listener is at its end.
  const ports = await openPortChannel(runner, spec.user, portSockets(places.runtime), () =>
    Promise.reject(new Error('There is one way to start an agent.')),
  );
  try {
    const started = await rising.beforeItDies(
      channel.exec(startAgent(nonce), { signal, timeout: AGENT_MS }),
    );
    if (started.exitCode !== 0) throw new Error(`its agent did not start: ${started.stderr}`);
    const answer = await rising.beforeItDies(
      ports.rootShell(`${REHEARSE_TRANSFERS}; ${PLACE_WAKE}; printf %s "$nonce"`),
    );
    if (answer.stdout !== nonce) throw new Error('its agent does not answer');
    // A login that is still open would stay open in every clone.
    await channel.close();
    await rising.beforeItDies(comeToRest(ports, spec.cpus));
    await qemu.freeze(join(aside, TEMPLATE_FILES.devices));
  } finally {
    await ports.close();
  }
}

import { join } from 'node:path';
import { qemuVersion } from '@flightline/core/host';
import { takeTurn } from '../../../images/store/turn';
import type { Machine } from '../../driver';
import { coldBoot } from '../cold-boot';
import type { Keys } from '../identity';
import { Leftovers } from '../leftovers';
import type { Ground } from '../power-on';
import { cloneTemplate } from './clone';
import { NotFrozen, growTemplate } from './grow';
import { templateInputs, templateKey } from './key';
import { type Template, dropTemplate, findTemplate, hasRoom, makeDurable } from './store';

const MIB = 1024 ** 2;

/** Left free on the disk of the cache besides a template, in bytes, for what the machines themselves write. */
const RESERVE = 2 * 1024 ** 3;

/**
 * A clone of the box's template, which is made first where there is none. Whatever is wrong with templates is said, and
 * the machine comes up from its image. Raises what a cold boot raises.
 */
export async function warmStart(
  ground: Ground,
  keys: Keys,
  leftovers: Leftovers,
): Promise<Machine> {
  const { context } = ground;
  const template = await templateFor(ground, keys);
  if (template !== undefined) {
    const own = new Leftovers();
    leftovers.add(() => own.clear());
    try {
      return await cloneTemplate(ground, template, keys, own);
    } catch (error) {
      await own.clear();
      context.signal.throwIfAborted();
      dropTemplate(template.folder);
      context.notice(
        `The template of '${ground.spec.box}' did not start and is dropped; the box boots from its image. ${(error as Error).message}`,
      );
    }
  }
  return await context.coldBoot(() => coldBoot(ground, keys, leftovers));
}

/** The template of a box; undefined when none can be made here. */
async function templateFor(ground: Ground, keys: Keys): Promise<Template | undefined> {
  const { spec, context } = ground;
  const version = await qemuVersion(context.runner, context.signal);
  const inputs = templateInputs(ground, version ?? '');
  const folder = join(context.cacheDir, 'templates', templateKey(inputs));
  const ready = usable(folder, ground);
  if (ready !== undefined) return ready;
  const turn = {
    ...{ path: `${folder}.turn`, box: spec.box, signal: context.signal },
    // Whoever has the turn may itself wait for its boot; that boot ends by its own limits.
    limit: Infinity,
    onWait: ({ pid, box }: { pid: number; box: string }) =>
      context.onProgress(`waiting for process ${pid} (box '${box}'), which makes its template`),
  };
  const leave = await context.inLine('its template', () => takeTurn(turn));
  try {
    return usable(folder, ground) ?? (await make(ground, keys, folder, inputs));
  } finally {
    leave();
  }
}

function usable(folder: string, { spec, context }: Ground): Template | undefined {
  const found = findTemplate(folder);
  if (found.is === 'sound') return found.template;
  if (found.is === 'unfit') {
    context.notice(
      `The template of '${spec.box}' cannot be used (${found.because}); it is made again.`,
    );
    dropTemplate(folder);
  }
  return undefined;
}

async function make(
  ground: Ground,
  keys: Keys,
  folder: string,
  inputs: Readonly<Record<string, unknown>>,
): Promise<Template | undefined> {
  const { spec, context } = ground;
  if (!hasRoom(context.lease.folder, spec.memory * MIB, RESERVE)) {
    context.notice(`There is no room for a template of '${spec.box}'; it boots from its image.`);
    return undefined;
  }
  try {
    const template = await context.coldBoot(() => growTemplate(ground, keys, folder, inputs));
    // While the clone runs; when this process ends before that, the template lasts until the host goes down.
    void makeDurable(template).catch(() => undefined);
    return template;
  } catch (error) {
    if (!(error instanceof NotFrozen)) throw error;
    context.notice(`'${spec.box}' has no template, and boots from its image: ${error.message}.`);
    return undefined;
  }
}

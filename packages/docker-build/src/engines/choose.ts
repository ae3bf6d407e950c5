import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, type Problem, UserError } from '@flightline/core/errors';
import { writeFileAtomically } from '@flightline/core/evidence';
import type { Engine, HostFacts, Setup } from './engine';
import { type ProbeContext, probe } from './probe';

export interface Wish {
  /** Name of an engine, or `auto`. */
  engine: string;
  /** Network that builds ask for. */
  network: string | undefined;
}

export interface ChoiceContext extends ProbeContext {
  readonly engines: readonly Engine[];
  readonly host: HostFacts;
  /** Where what worked is remembered. */
  readonly cacheDir: string;
  /** Names this start of the host; null where the system has no such name, and nothing is remembered. */
  readonly bootId: string | null;
}

export interface Choice {
  readonly setup: Setup;
  /** Better setups that do not work here, and why. Empty when the choice was remembered. */
  readonly refused: readonly Refusal[];
  /** Makes the next choice probe again. */
  forget(): void;
}

interface Refusal {
  readonly title: string;
  readonly because: string;
}

/**
 * The first setup, in order of preference, that really builds. What worked is remembered until the host
 * restarts or what may decide the matter changes. Raises ENGINE_UNKNOWN, and ENGINE_UNUSABLE with a reason
 * for each setup that was tried.
 */
export async function chooseSetup(wish: Wish, context: ChoiceContext): Promise<Choice> {
  const setups = enginesFor(wish, context.engines).flatMap((engine) => engine.setups(context.host));
  const memory = memoryFile(wish, setups, context);
  const forget = () => {
    if (memory !== undefined) rmSync(memory, { force: true });
  };
  const remembered = setups.find(({ title }) => title === recall(memory));
  if (remembered !== undefined) return { setup: remembered, refused: [], forget };

  const refused: Refusal[] = [];
  for (const setup of setups) {
    const because = await probe(setup, wish.network, context);
    if (because === undefined) {
      if (memory !== undefined) writeFileAtomically(memory, `${setup.title}\n`);
      return { setup, refused, forget };
    }
    refused.push({ title: setup.title, because });
  }
  throw unusable(wish, refused);
}

function enginesFor({ engine }: Wish, engines: readonly Engine[]): readonly Engine[] {
  if (engine === 'auto') return engines;
  const known = engines.filter(({ name }) => name === engine);
  if (known.length > 0) return known;
  const names = ['auto', ...engines.map(({ name }) => name)].map((name) => `'${name}'`).join(', ');
  throw new UserError(
    'ENGINE_UNKNOWN',
    `There is no container engine '${engine}'.`,
    `Set the option 'engine' to one of ${names}.`,
  );
}

/** Variables by which an engine finds its daemon, its storage and its configuration. */
const DECISIVE = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'BUILDAH_ISOLATION',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
  'STORAGE_DRIVER',
] as const;

function memoryFile(
  { network }: Wish,
  setups: readonly Setup[],
  { bootId, cacheDir, host }: ChoiceContext,
): string | undefined {
  if (bootId === null) return undefined;
  const titles = setups.map(({ title }) => title);
  const facts = [bootId, network ?? null, titles, DECISIVE.map((name) => host.env[name] ?? null)];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
  return join(cacheDir, 'engines', key);
}

function recall(memory: string | undefined): string | undefined {
  if (memory === undefined || !existsSync(memory)) return undefined;
  return readFileSync(memory, 'utf8').trim();
}

function unusable({ engine, network }: Wish, refused: readonly Refusal[]): EnvironmentError {
  if (refused.length === 0) {
    return new EnvironmentError(
      'ENGINE_UNUSABLE',
      engine === 'auto' ? 'No container engine is installed.' : `'${engine}' is not installed.`,
      'Install one, e.g. with: sudo apt-get install buildah',
    );
  }
  const who = engine === 'auto' ? 'No container engine can' : `'${engine}' cannot`;
  const how = network === undefined ? '' : ` with the network '${network}'`;
  const problems = refused.map(({ title, because }): Problem => ({ key: title, message: because }));
  return new EnvironmentError(
    'ENGINE_UNUSABLE',
    `${who} build${how} on this host. Each was tried with a build of a few bytes.`,
    "Repair one of them, or choose another with the option 'engine'.",
    { problems },
  );
}

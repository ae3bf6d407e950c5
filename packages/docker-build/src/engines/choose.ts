import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@flightline/core/errors';
import { writeFileAtomically } from '@flightline/core/evidence';
import type { Disregard, Engine, HostFacts, Setup, Step } from './engine';
import { type Asked, keysAsked, lacking } from './flags';
import { type ProbeContext, probe } from './probe';
import { type Refusal, lackingOption, quoted, unusable } from './refusal';

export interface Wish {
  /** What an engine can be asked for by, or `auto`. */
  engine: string;
  /** What builds ask for. */
  asked: Asked;
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

/**
 * The first setup, in order of preference, that has all that is asked for and really builds. What worked is
 * remembered until the host restarts or what may decide the matter changes. Raises ENGINE_UNKNOWN, ENGINE_LACKS when an
 * option is the reason, and ENGINE_UNUSABLE, both with a reason for each setup.
 */
export async function chooseSetup(wish: Wish, context: ChoiceContext): Promise<Choice> {
  const setups = setupsFor(wish, context);
  const memory = memoryFile(wish, setups, context);
  const forget = () => {
    if (memory !== undefined) rmSync(memory, { force: true });
  };
  const remembered = setups.find(({ title }) => title === recall(memory));
  if (remembered !== undefined) return { setup: remembered, refused: [], forget };

  const refused: Refusal[] = [];
  for (const setup of setups) {
    const refusal = await refuse(setup, wish, context);
    if (refusal === undefined) {
      if (memory !== undefined) writeFileAtomically(memory, `${setup.title}\n`);
      return { setup, refused, forget };
    }
    refused.push(refusal);
  }
  if (refused.some(({ lacks }) => lacks.length > 0)) {
    throw lackingOption(wish.engine, refused, await otherSetups(wish, context));
  }
  throw unusable(wish.engine, wish.asked.network, refused, context.host);
}

/** Says why not, cheapest question first; undefined when the setup will do. */
async function refuse(
  setup: Setup,
  { asked }: Wish,
  context: ChoiceContext,
): Promise<Refusal | undefined> {
  const lacks = await lacksOf(setup, asked, context);
  if (lacks.length > 0) {
    return { title: setup.title, because: `It does not have ${quoted(lacks)}.`, lacks };
  }
  const because = await probe(setup, asked, context);
  return because === undefined ? undefined : { title: setup.title, because, lacks };
}

/** What every client has; no help is asked for those. */
const BASIC: readonly string[] = ['file', 'target', 'buildArgs', 'network', 'noCache'];

async function lacksOf(
  { flags, help, disregards }: Setup,
  asked: Asked,
  context: ChoiceContext,
): Promise<readonly string[]> {
  const lacks = lacking(flags, asked);
  if (lacks.length > 0 || keysAsked(asked).every((key) => BASIC.includes(key))) return lacks;
  const unknown = lacking(flags, asked, await output(help, context));
  return unknown.length > 0 ? unknown : disregarded(disregards, asked, context);
}

/** What would be taken without a word and without effect. */
async function disregarded(
  disregards: Disregard | undefined,
  asked: Asked,
  context: ChoiceContext,
): Promise<readonly string[]> {
  if (disregards === undefined) return [];
  const { options, until, version } = disregards;
  const concerned = keysAsked(asked).filter((key) => options.includes(key));
  if (concerned.length === 0) return [];
  const major = Number.parseInt(await output(version, context), 10);
  return major < until ? concerned : [];
}

async function output({ argv, env = {} }: Step, context: ChoiceContext): Promise<string> {
  const { runner, signal, patience } = context;
  return (await runner.run(argv, { env, signal, timeout: patience })).stdout;
}

/** The first setup of each engine, or of each of its builders, that would do and was not wished for. */
async function otherSetups(wish: Wish, context: ChoiceContext): Promise<readonly Setup[]> {
  if (wish.engine === 'auto') return [];
  const found: Setup[] = [];
  for (const setup of context.engines.flatMap((engine) => engine.setups(context.host))) {
    const isNew = !found.some(({ choices }) => choices.at(-1) === setup.choices.at(-1));
    if (!isNew || isWished(wish, setup)) continue;
    if ((await refuse(setup, wish, context)) === undefined) found.push(setup);
  }
  return found;
}

const isWished = ({ engine }: Wish, { choices }: Pick<Setup, 'choices'>): boolean =>
  engine === 'auto' || choices.some((choice) => choice === engine);

function setupsFor(wish: Wish, { engines, host }: ChoiceContext): readonly Setup[] {
  const wished = engines.filter((engine) => isWished(wish, engine));
  if (wished.length > 0) {
    return wished.flatMap((engine) => engine.setups(host)).filter((setup) => isWished(wish, setup));
  }
  throw new UserError(
    'ENGINE_UNKNOWN',
    `There is no container engine '${wish.engine}'.`,
    `Set the option 'engine' to one of ${quoted(['auto', ...engines.flatMap(({ choices }) => choices)])}.`,
  );
}

/** Variables by which an engine finds its daemon, its storage and its configuration. */
const DECISIVE = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'BUILDX_BUILDER',
  'BUILDAH_ISOLATION',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
  'STORAGE_DRIVER',
] as const;

function memoryFile(
  { asked }: Wish,
  setups: readonly Setup[],
  { bootId, cacheDir, host }: ChoiceContext,
): string | undefined {
  if (bootId === null) return undefined;
  const titles = setups.map(({ title }) => title);
  const wishes = [asked.network ?? null, keysAsked(asked)];
  const facts = [bootId, wishes, titles, DECISIVE.map((name) => host.env[name] ?? null)];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
  return join(cacheDir, 'engines', key);
}

function recall(memory: string | undefined): string | undefined {
  if (memory === undefined || !existsSync(memory)) return undefined;
  return readFileSync(memory, 'utf8').trim();
}

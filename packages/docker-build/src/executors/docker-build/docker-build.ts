import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hiddenFrom } from '@flightline/core/build-context';
import type { Task } from '@flightline/core/executor';
import { UserError } from '@flightline/core/errors';
import { formatBytes } from '@flightline/core/events';
import { folderDigest, folderManifest } from '@flightline/core/evidence';
import { cacheDir } from '@flightline/core/host';
import { redacted, redactionFor } from '@flightline/core/redaction';
import { type Base, ensureTar } from '../../bases';
import { ENGINES } from '../../engines';
import { type Choice, chooseSetup } from '../../engines/choose';
import type { Setup } from '../../engines/engine';
import { bootId, hostFacts, lifeLine, patience } from '../../engines/host';
import { reap } from '../../engines/reap';
import { quoted } from '../../engines/refusal';
import { rootlessProblems } from '../../engines/rootless';
import { normaliseArtifact, removeLeftovers, replaceFolder } from './artifact';
import { foreignImages, readBaseImages, tellMoved } from './base-images';
import { describePlan } from './describe-plan';
import { keepsImage } from './image';
import { Phases } from './phases';
import { type BuildOptions, type BuildPlan, planBuild } from './plan';
import { type Secrets, readSecrets, refuseSecrets } from './secrets';
import { type Artifact, lastBaseImages, openRecords, writeRecords } from './records';
import { readSource } from './source';
import { inTurn } from './turn';

type BuildTask = Pick<
  Task,
  'workspaceRoot' | 'project' | 'projects' | 'target' | 'env' | 'runner' | 'reporter' | 'signal'
>;

/**
 * Builds the container of a release project and puts the files of its artifact stage in place. The old
 * artifact stays until the new one is complete. Raises BUILD_FAILED, BUILD_EMPTY and BUILD_BUSY, besides
 * what planning, choosing an engine and making bases raise.
 */
export async function dockerBuild(options: BuildOptions, given: BuildTask): Promise<boolean> {
  const { project, runner, signal, env, workspaceRoot } = given;
  const scope = project.name;
  const plan = planBuild(options, {
    project: project.name,
    workspaceRoot,
    projectRoot: project.root,
    kindOf,
    buildContext: given.projects[project.name]?.namedInputs?.['buildContext'] ?? [],
    hiderFor: (build) => hiddenFrom(join(workspaceRoot, project.root), build),
    // Nx sets it for --skip-nx-cache; then it neither looks up outputs nor keeps them.
    cached: given.target.cached && env['NX_SKIP_NX_CACHE'] !== 'true',
    source: keepsImage(options)
      ? await readSource({ cwd: join(workspaceRoot, project.root), runner, signal })
      : {},
    env,
  });
  const secrets = readSecrets(plan.request.secrets, { cwd: plan.cwd, env });
  const redaction = redactionFor(env, secrets);
  const reporter = redacted(given.reporter, redaction);
  const task = { ...given, reporter };
  const startedAt = new Date();
  reporter.emit({
    type: 'started',
    scope,
    title: `builds ${describeGoals(plan, options)} from the stage '${options.target}' of '${options.file}'`,
  });
  const phases = new Phases({
    scope,
    ...{ cwd: plan.cwd, log: plan.paths.log, lifeLine: lifeLine(hostFacts(env)) },
    ...{ file: plan.request.file, target: plan.request.target, buildArgs: plan.request.buildArgs },
    runner,
    reporter,
    signal,
    redaction,
  });
  const choice = await phases.run(
    'engine',
    () => choose(options.engine, plan, task),
    describeChoice,
  );
  const { setup } = choice;
  warnOfNetwork(plan, setup, task);
  warnOfAccount(setup, task);
  if (options.dryRun) {
    reporter.emit({
      type: 'report',
      scope,
      ...describePlan(plan, setup, { cacheDir: cacheDir(env), env }),
    });
    return true;
  }
  const turn = { cwd: plan.cwd, log: plan.paths.log, signal, onWait: warner(task) };
  await inTurn(turn, async () => {
    try {
      await build({ plan, choice, exports: options.export, secrets, phases, startedAt }, task);
    } finally {
      // What did not become the artifact is worth nothing, and would fill a disk that is full.
      rmSync(plan.paths.staging, { recursive: true, force: true });
    }
  });
  return true;
}

interface Build {
  plan: BuildPlan;
  choice: Choice;
  exports: boolean;
  secrets: Secrets;
  phases: Phases;
  startedAt: Date;
}

async function build(
  { plan, choice, exports, secrets, phases, startedAt }: Build,
  task: BuildTask,
): Promise<void> {
  const { setup } = choice;
  const before = lastBaseImages(plan, setup);
  openRecords(plan);
  const left = await reap(setup, task.runner, { cwd: plan.cwd, signal: task.signal });
  if (left.length > 0) warner(task)(`Removed what interrupted builds had left: ${quoted(left)}.`);
  try {
    for (const base of plan.bases) {
      await phases.run(
        'base',
        () => ensureBase(base, setup, task, phases),
        (how) => `${base.image} ${how}`,
      );
    }
    await phases.run('build', () => phases.commands(setup, setup.build(plan.request)));
  } catch (error) {
    // What worked before may have stopped working, e.g. a daemon that is gone: look again next time.
    choice.forget();
    throw error;
  }
  const artifact = exports
    ? await phases.run('artifact', () => placeArtifact(plan, setup, secrets), describeArtifact)
    : undefined;
  const { runner, signal } = task;
  const looking = { runner, signal, cwd: plan.cwd, log: plan.paths.log };
  const baseImages = await readBaseImages(foreignImages(plan), setup, looking);
  tellMoved(before, baseImages).forEach(warner(task));
  writeRecords(plan, setup, artifact, baseImages, { startedAt, phases: phases.times });
}

const warner =
  ({ reporter, project }: BuildTask) =>
  (message: string): void =>
    reporter.emit({ type: 'notice', scope: project.name, level: 'warn', message });

/** What the build leaves, for the first line. */
function describeGoals(
  { request: { tags, load, push } }: BuildPlan,
  options: BuildOptions,
): string {
  const verbs = [...(load ? ['loads'] : []), ...(push ? ['pushes'] : [])];
  return [
    ...(options.export ? [`'${options.artifact}'`] : []),
    ...(verbs.length === 0 ? [] : [`the image ${quoted(tags)} (${verbs.join(', ')} it)`]),
  ].join(' and ');
}

function kindOf(path: string): 'file' | 'folder' | 'nothing' {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'nothing';
  return stat.isDirectory() ? 'folder' : 'file';
}

function choose(
  engine: string,
  { request }: BuildPlan,
  { env, runner, signal }: BuildTask,
): Promise<Choice> {
  return chooseSetup(
    { engine, asked: request },
    {
      engines: ENGINES,
      host: hostFacts(env),
      cacheDir: cacheDir(env),
      bootId: bootId(),
      arch: process.arch,
      patience: patience(),
      runner,
      signal,
    },
  );
}

function describeChoice({ setup, refused }: Choice): string {
  const others = refused.map(({ title, because }) => `not ${title}: ${because}`);
  return [setup.title, ...others].join('; ');
}

function warnOfNetwork({ request }: BuildPlan, setup: Setup, task: BuildTask): void {
  if (request.network === undefined || setup.honoursNetwork) return;
  warner(task)(
    `With chroot isolation the build shares the network of the host; '${request.network}' is not obeyed.`,
  );
}

/** An engine may build a few bytes for a user without ranges of ids, and fail with a base image that uses them. */
function warnOfAccount({ engine }: Setup, task: BuildTask): void {
  const { account, findCommands } = hostFacts(task.env);
  if (engine === 'docker' || account === undefined) return;
  for (const { message, hint } of rootlessProblems(account, findCommands))
    warner(task)(`${message} Images with files of several users will not do: ${hint}`);
}

/** Says how the base came to be there. */
async function ensureBase(
  base: Base,
  setup: Setup,
  { env, runner, signal }: BuildTask,
  phases: Phases,
): Promise<string> {
  const label = await runner.run(setup.readBaseLabel(base.image).argv, { signal });
  if (label.stdout.trim() === base.digest) return 'is there';
  const tar = await ensureTar(base, cacheDir(env), {
    runner,
    signal,
    env,
    onProgress: (progress) => phases.progress('base', progress),
  });
  await phases.commands(setup, setup.importBase({ ...base, tar }));
  return `made from ${base.suite}`;
}

function placeArtifact({ paths, request }: BuildPlan, setup: Setup, secrets: Secrets): Artifact {
  mkdirSync(paths.staging, { recursive: true });
  removeLeftovers(paths.staging, setup.leftovers);
  if (request.provenance || request.sbom) moveAttestations(paths.staging, paths.records);
  normaliseArtifact(paths.staging);
  const files = folderManifest(paths.staging);
  if (files.length === 0) {
    throw new UserError(
      'BUILD_EMPTY',
      `The stage '${request.target}' of '${request.file}' holds no files.`,
      'Copy the files of the product into it, e.g. with: COPY --from=build /out/ /',
    );
  }
  refuseSecrets(
    secrets,
    paths.staging,
    files.map(({ path }) => path),
  );
  const artifact = { digest: folderDigest(paths.staging), files };
  replaceFolder(paths.staging, paths.artifact);
  return artifact;
}

/** BuildKit puts them beside the files of the stage. */
const ATTESTATION = /^(?:provenance|sbom[\w.-]*)\.json$/;

function moveAttestations(from: string, to: string): void {
  for (const name of readdirSync(from).filter((entry) => ATTESTATION.test(entry))) {
    renameSync(join(from, name), join(to, name));
  }
}

function describeArtifact({ digest, files }: Artifact): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}, ${digest}`;
}

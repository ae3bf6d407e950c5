import { type Base, baseTar, planTar } from '../../bases';
import type { Setup, Step } from '../../engines/engine';
import type { BuildPlan } from './plan';

/** The command as a person would type it. */
export function commandLine({ argv, env = {} }: Step): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
  return [...variables, ...argv.map(quote)].join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Where bases are kept, and the environment that may name a mirror. */
export interface PlanHost {
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface PhaseCommands {
  phase: string;
  commands: readonly string[];
}

/** The commands of each phase; those of a base run only when the engine does not have it. */
function planCommands(plan: BuildPlan, setup: Setup, host: PlanHost): PhaseCommands[] {
  const { steps, cleanup } = setup.build(plan.request);
  return [
    ...plan.bases.map((base) => ({
      phase: `base ${base.image}`,
      commands: baseSteps(base, setup, host).map(commandLine),
    })),
    { phase: 'build', commands: [...steps, ...cleanup].map(commandLine) },
  ];
}

function baseSteps(base: Base, setup: Setup, host: PlanHost): Step[] {
  const tar = baseTar(host.cacheDir, base);
  const { steps, cleanup } = setup.importBase({ ...base, tar });
  return [
    setup.readBaseLabel(base.image),
    { argv: planTar(base, tar, host.env).argv },
    ...steps,
    ...cleanup,
  ];
}

/** The plan as a report: lines for people, data for machines. */
export function describePlan(
  plan: BuildPlan,
  setup: Setup,
  host: PlanHost,
): { lines: string[]; data: unknown } {
  const phases = planCommands(plan, setup, host);
  return {
    lines: [
      `With ${setup.title}, in '${plan.cwd}':`,
      ...phases.flatMap(({ phase, commands }) => [`${phase}:`, ...commands.map((c) => `  ${c}`)]),
    ],
    data: { setup: setup.title, cwd: plan.cwd, phases },
  };
}

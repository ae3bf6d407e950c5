// What workflows of GitHub Actions say about machines: the matrix of a job, and the commands of its steps.
import { type SourceDocument, parseYaml } from '@flightline/core/readers/yaml';
import type { Listing, Mention } from './mention';
import { scriptListing } from './scripts';

/** Raises FILE_UNREADABLE for what is no YAML. */
export async function workflowListings(text: string, file: string): Promise<Listing[]> {
  const workflow = parseYaml(text, file);
  const jobs = Object.keys(asTable(workflow.value(['jobs'])));
  const found = await Promise.all(
    jobs.map(async (job) => [
      ...matrixListings(workflow, ['jobs', job, 'strategy', 'matrix']),
      ...(await stepListings(workflow, ['jobs', job, 'steps'])),
    ]),
  );
  return found.flat();
}

type Path = readonly (string | number)[];

const asTable = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A listing for each key of the matrix, with what `include` adds to it. */
function matrixListings(workflow: SourceDocument, path: Path): Listing[] {
  const matrix = asTable(workflow.value(path));
  const included = asList(matrix['include']).map(asTable);
  const keys = new Set([...Object.keys(matrix), ...included.flatMap((one) => Object.keys(one))]);
  keys.delete('include');
  keys.delete('exclude');
  return [...keys].map((key) => ({
    what: `The matrix key '${key}'`,
    mentions: [
      ...asList(matrix[key]).flatMap((value, index) =>
        mention(workflow, value, [...path, key, index]),
      ),
      ...included.flatMap((one, index) =>
        mention(workflow, one[key], [...path, 'include', index, key]),
      ),
    ],
    kind: 'words',
    isOpen: false,
    unknown: [],
  }));
}

function mention(workflow: SourceDocument, value: unknown, path: Path): Mention[] {
  const position = workflow.position(path);
  if (typeof value !== 'string' || value.includes('${{') || position === undefined) return [];
  return [{ name: value, place: { file: workflow.file, ...position } }];
}

async function stepListings(workflow: SourceDocument, path: Path): Promise<Listing[]> {
  const steps = asList(workflow.value(path));
  const listings = await Promise.all(
    steps.map(async (step, index) => {
      const { run } = asTable(step);
      if (typeof run !== 'string') return undefined;
      const begin = workflow.position([...path, index, 'run'])?.line ?? 1;
      // The text of a block begins in the line below its mark.
      const lines = '\n'.repeat(run.includes('\n') ? begin : begin - 1);
      return scriptListing(lines + plain(run), workflow.file, 'The commands of a step');
    }),
  );
  return listings.flatMap((one) => one ?? []);
}

/** GitHub puts values in place of its expressions before any shell sees them: they are as good as variables. */
const plain = (run: string): string =>
  run.replace(/\$\{\{.*?\}\}/gs, (expression) => `$${'_'.repeat(expression.length - 1)}`);

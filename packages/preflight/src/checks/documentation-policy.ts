import {
  type Check,
  type CheckContext,
  type Outcome,
  fail,
  pass,
  skip,
  unverified,
} from '@flightline/core/check';
import { matcher } from '@flightline/core/files';
import type { Problem } from '@flightline/core/errors';
import { noRepository } from '../git/git';
import { type Commit, commitsSince, filesChangedSince, lastTag, namedBase } from '../git/since';

/** Which documents are due when which files change. */
interface Rule {
  readonly paths: readonly string[];
  /** One of them has to change. */
  readonly documents: readonly string[];
}

interface Settings {
  readonly since: string;
  readonly rules: readonly Rule[];
}

const TRAILER = 'Docs-Waiver';

const folder = (name: string): Rule => ({
  paths: [`${name}/**`],
  documents: [`${name}/README.md`],
});

/** What the runbook asks for. A rule of which no document exists is for another kind of product. */
const RULES: readonly Rule[] = [
  ...['api', 'core', 'scripts', 'tests', 'frontend', 'templates'].map(folder),
  {
    paths: ['Dockerfile', 'pyproject.toml', 'vms/Vagrantfile', 'vms/boxes/**'],
    documents: ['TOOL_MATRIX.md', 'TROUBLESHOOTING_AND_POSTMORTEMS.md'],
  },
  {
    paths: ['vms/*.sh', 'scripts/*vm*', '.github/workflows/**'],
    documents: ['VM_TESTING_AND_RELEASE_VALIDATION.md', 'TROUBLESHOOTING_AND_POSTMORTEMS.md'],
  },
];

export const documentationPolicy: Check<Settings> = {
  id: 'documentation-policy',
  stage: 'release',
  title: 'What changed since the last release changed in its documents, too',
  why: 'Whoever runs the next release or mends the next failure goes by the documents, not by the history.',
  fix: `Bring the document up to date; or, where nothing in it changes, say why in a line '${TRAILER}: <reason>' at the end of the commit's message.`,
  settings: {
    properties: {
      since: {
        description:
          "A branch, tag or commit: what changed since this one left it is looked at. '' means the last tag of a version.",
        type: 'string',
        default: '',
      },
      rules: {
        description:
          'Which documents are due for which files (globs), relative to the release project; one of the documents of a rule has to change. Rules of which no document exists do not apply.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            paths: { type: 'array', items: { type: 'string' }, minItems: 1 },
            documents: { type: 'array', items: { type: 'string' }, minItems: 1 },
          },
          required: ['paths', 'documents'],
          additionalProperties: false,
        },
        default: RULES,
      },
    },
  },
  run: async (context) => {
    const { since, rules } = context.settings;
    const reason = await noRepository(context);
    if (reason !== undefined) return unverified(reason);
    const base = since === '' ? await lastTag(context) : await namedBase(since, context);
    if ('because' in base) return unverified(base.because);
    const changed = await filesChangedSince(base.commit, context);
    const applying = rules.filter(({ documents }) =>
      documents.some((one) => isThere(one, changed, context)),
    );
    if (applying.length === 0) return skip('None of the documents exists.');
    const commits = await commitsSince(base.commit, TRAILER, context);
    return judge(applying, changed, commits, base.name, context);
  },
};

/** Also when it was deleted since. */
const isThere = (document: string, changed: readonly string[], { files }: CheckContext) =>
  files.kind(document) === 'file' || changed.includes(document);

function judge(
  rules: readonly Rule[],
  changed: readonly string[],
  commits: readonly Commit[],
  since: string,
  { files }: CheckContext,
): Outcome {
  const isProse = (path: string) => path.endsWith('.md');
  const touched = changed.filter((path) => !isProse(path));
  const due = touched.filter((path) => !isWaived(path, commits));
  const problems = rules.flatMap(({ paths, documents }): Problem[] => {
    const causes = due.filter(matcher(paths));
    const isDone = documents.some((one) => changed.includes(one) && files.kind(one) === 'file');
    if (causes.length === 0 || isDone) return [];
    const [first = '', ...others] = documents.map((one) => files.name(one));
    const or = others.map((one) => ` Or '${one}'.`).join('');
    return [
      { file: first, message: `It is as it was in ${since}, and ${told(causes)} changed.${or}` },
    ];
  });
  if (problems.length > 0)
    return fail('Documents are behind what they describe.', documentationPolicy.fix, problems);
  const waived = touched.length - due.length;
  const plus = waived === 0 ? '' : `, ${waived} of them waived`;
  return pass(`${touched.length} files since ${since}${plus}`);
}

/** Every commit that touched it says why no document is due. A merge that changes a file by itself is no such commit. */
function isWaived(path: string, commits: readonly Commit[]): boolean {
  const touching = commits.filter(({ files }) => files.includes(path));
  return touching.length > 0 && touching.every(({ trailer }) => trailer !== '');
}

function told(paths: readonly string[]): string {
  const names = paths
    .slice(0, 3)
    .map((path) => `'${path}'`)
    .join(', ');
  return paths.length > 3 ? `${names} and ${paths.length - 3} more` : names;
}

import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Position, type Problem, UserError, rejectProblems } from '@flightline/core/errors';
import { readYaml } from '@flightline/core/readers/yaml';
import { createJiti } from 'jiti';
import { RULES, type Rule } from '../rules';
import type { RuleFile } from '.';
import type { Expectation } from './expectation';
import { problemsOf } from './problems';

/** What the rule files of a release project say. */
export interface LoadedRules {
  /** Workspace-relative, sorted. */
  files: readonly string[];
  rules: readonly Rule[];
  expectations: readonly (Expectation & Origin)[];
}

/** Where something was written down, for those who have to change it. */
export interface Origin {
  file: string;
  line?: number;
}

/** A rule file that has been read and not been judged. */
export interface Written {
  file: string;
  content: unknown;
  position: (path: readonly (string | number)[]) => Position | undefined;
}

type Reader = (path: string, file: string) => Promise<Written>;

const READERS: Readonly<Record<string, Reader>> = {
  '.yaml': readData,
  '.yml': readData,
  '.json': readData,
  '.ts': readModule,
  '.mts': readModule,
  '.js': readModule,
  '.mjs': readModule,
  '.cjs': readModule,
};

/**
 * Reads all rule files of a folder; one that does not exist has none. Raises RULES_INVALID with all that is wrong in
 * all of them, FILE_UNREADABLE for one that cannot be parsed.
 * @param folder relative to the workspace
 */
export async function loadRules(workspaceRoot: string, folder: string): Promise<LoadedRules> {
  const files = filesIn(join(workspaceRoot, folder)).map((name) => join(folder, name));
  const written: Written[] = [];
  for (const file of files) {
    const read = READERS[extname(file)];
    if (read !== undefined) written.push(await read(join(workspaceRoot, file), file));
  }
  rejectProblems(
    'RULES_INVALID',
    'Some rule files cannot be used.',
    'Correct them, then see that they say what you mean: triage --test-rules.',
    problemsOf(written, RULES),
  );
  return {
    files,
    rules: written.flatMap((one) => contentOf(one).rules ?? []),
    expectations: written.flatMap(expectationsOf),
  };
}

function expectationsOf(written: Written): (Expectation & Origin)[] {
  const { file, position } = written;
  return (contentOf(written).expectations ?? []).map((expectation, index) => {
    const line = position(['expectations', index])?.line;
    return { ...expectation, file, ...(line === undefined ? {} : { line }) };
  });
}

/** The content has been judged by now. */
const contentOf = ({ content }: Written): RuleFile => content as RuleFile;

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => extname(name) in READERS && !/\.(?:d|spec|test)\.\w+$/.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readData(path: string, file: string): Promise<Written> {
  const document = readYaml(path, file);
  return Promise.resolve({
    file,
    content: document.value([]),
    position: (path) => document.position(path),
  });
}

/** TypeScript is stripped of its types, not checked: that is the compiler's work. */
async function readModule(path: string, file: string): Promise<Written> {
  try {
    // Its cache would be a folder of a name that everybody knows in a place where everybody may write.
    const jiti = createJiti(__filename, { fsCache: false });
    const content = await jiti.import<object>(path, { default: true });
    // Its version is that of the package it imports.
    return { file, content: { version: 1, ...content }, position: () => undefined };
  } catch (error) {
    const problem: Problem = { file, message: (error as Error).message };
    throw new UserError('FILE_UNREADABLE', `'${file}' cannot be read.`, `Correct '${file}'.`, {
      problems: [problem],
      cause: error,
    });
  }
}

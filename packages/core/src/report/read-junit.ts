import { createReadStream } from 'node:fs';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { JunitCase, JunitProblem, JunitSuite } from './junit';

/** A JUnit file that somebody else wrote. */
export interface JunitFile {
  /** Relative to the folder it was found in. */
  file: string;
  suites: JunitSuite[];
  /** Why it could not be read to its end; the suites are of what came before. */
  broken?: string;
}

/** More than this of one file is not read, and no more than this of one text is kept. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TEXT = 16 * 1024;
const MAX_NAME = 1024;
/** More cases of one file are not kept. */
const MAX_CASES = 10_000;

const ROOTS = ['testsuites', 'testsuite'];

/**
 * Reads the cases of a JUnit file; the totals it claims are not looked at, they are often wrong or missing.
 * Undefined when it is some other XML. Entities of its own are not expanded. Never throws for its content.
 */
export async function readJunit(path: string, file: string): Promise<JunitFile | undefined> {
  const reader = new JunitReader();
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', end: MAX_BYTES })) {
      reader.write(chunk as string);
      if (reader.isOtherXml) return undefined;
    }
    reader.end();
  } catch (error) {
    if (reader.isOtherXml) return undefined;
    return { file, suites: reader.suites, broken: (error as Error).message };
  }
  return { file, suites: reader.suites };
}

type MutableCase = { -readonly [K in keyof JunitCase]: JunitCase[K] };

class JunitReader {
  private readonly found: (JunitSuite & { cases: MutableCase[] })[] = [];
  private readonly parser = new SaxesParser();
  private root: string | undefined;
  private count = 0;
  private current: MutableCase | undefined;
  private problem: JunitProblem | undefined;

  constructor() {
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', ({ name }) => {
      if (name === 'testcase') this.current = undefined;
      if (name === 'failure' || name === 'error') this.problem = undefined;
    });
    this.parser.on('text', (text) => this.keep(text));
    this.parser.on('cdata', (text) => this.keep(text));
    this.parser.on('error', (error) => {
      throw error;
    });
  }

  get suites(): JunitSuite[] {
    return this.found.filter(({ cases }) => cases.length > 0);
  }

  get isOtherXml(): boolean {
    return this.root !== undefined && !ROOTS.includes(this.root);
  }

  write(chunk: string): void {
    this.parser.write(chunk);
  }

  end(): void {
    this.parser.close();
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    this.root ??= name;
    if (name === 'testsuite') this.found.push({ name: cut(attributes['name']), cases: [] });
    else if (name === 'testcase') this.openCase(attributes);
    else if (name === 'failure' || name === 'error') this.openProblem(name, attributes);
    else if (name === 'skipped' && this.current !== undefined) {
      this.current.skipped = cut(attributes['message']);
    }
  }

  private openCase(attributes: Readonly<Record<string, string>>): void {
    if ((this.count += 1) > MAX_CASES) throw new Error(`It has more than ${MAX_CASES} cases.`);
    const { time = '0' } = attributes;
    const name = cut(attributes['name']);
    const classname = cut(attributes['classname']);
    const durationMs = Math.round(Number(time) * 1000);
    this.current = { name, classname, durationMs: Number.isFinite(durationMs) ? durationMs : 0 };
    if (this.found.length === 0) this.found.push({ name: '', cases: [] });
    this.found.at(-1)?.cases.push(this.current);
  }

  private openProblem(
    kind: 'failure' | 'error',
    attributes: Readonly<Record<string, string>>,
  ): void {
    if (this.current === undefined) return;
    this.problem = { type: cut(attributes['type']), message: cut(attributes['message']) };
    this.current[kind] = this.problem;
  }

  private keep(text: string): void {
    if (this.problem === undefined || text.trim() === '') return;
    this.problem.text = `${this.problem.text ?? ''}${text}`.slice(0, MAX_TEXT);
  }
}

const cut = (text = ''): string => text.slice(0, MAX_NAME);

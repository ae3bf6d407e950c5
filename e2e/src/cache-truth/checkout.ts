// One checkout of the campaign's workspace. It remembers what a mutation changes, so that it can be undone.
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Argv, type Runner, describeEnding, succeeded } from '@flightline/core/process';
import { type ProjectJson, rootOf } from './product';

export type Environment = Readonly<Record<string, string | undefined>>;

export type JsonObject = Record<string, unknown>;

export class Checkout {
  private readonly remembered: { path: string; copy: string | undefined }[] = [];
  private copies = 0;

  constructor(
    readonly root: string,
    private readonly runner: Runner,
    /** Folder outside the checkout that keeps what was before. */
    private readonly journal: string,
    private readonly env: Environment,
    /** Added to it for nx. */
    private readonly nxEnv: Environment,
  ) {}

  at = (path: string): string => join(this.root, path);
  exists = (path: string): boolean => existsSync(this.at(path));
  read = (path: string): string => readFileSync(this.at(path), 'utf8');

  write(path: string, content: string | Uint8Array): void {
    this.remember(path);
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
  }

  append(path: string, text: string): void {
    this.remember(path);
    appendFileSync(this.at(path), text);
  }

  /** Replaces a text that has to be there. */
  edit(path: string, from: string, to: string): void {
    const before = this.read(path);
    if (!before.includes(from)) throw new Error(`'${from}' does not stand in ${path}.`);
    this.write(path, before.replace(from, to));
  }

  json(path: string, change: (value: JsonObject) => void): void {
    const value = JSON.parse(this.read(path)) as JsonObject;
    change(value);
    this.write(path, `${JSON.stringify(value, null, 2)}\n`);
  }

  project(root: string, change: (project: ProjectJson) => void): void {
    this.json(`${root}/project.json`, (value) => change(value as unknown as ProjectJson));
  }

  /** Changes options of a box; `undefined` takes one away. */
  options(box: string, options: Readonly<Record<string, unknown>>): void {
    this.project(rootOf(box), ({ targets }) => {
      Object.assign(targets['vm-run']?.options ?? {}, options);
    });
  }

  remove(path: string): void {
    this.remember(path);
    rmSync(this.at(path), { recursive: true });
  }

  rename(from: string, to: string): void {
    this.remember(from);
    this.remember(to);
    mkdirSync(dirname(this.at(to)), { recursive: true });
    renameSync(this.at(from), this.at(to));
  }

  copy(from: string, to: string): void {
    this.remember(to);
    cpSync(this.at(from), this.at(to), { recursive: true, verbatimSymlinks: true });
  }

  link(path: string, target: string): void {
    this.remember(path);
    rmSync(this.at(path), { recursive: true, force: true });
    symlinkSync(target, this.at(path));
  }

  chmod(path: string, mode: number): void {
    this.remember(path);
    chmodSync(this.at(path), mode);
  }

  touch(path: string, time: Date): void {
    this.remember(path);
    utimesSync(this.at(path), time, time);
  }

  /** Runs a command that has to succeed; what it changes must have been remembered. */
  async run(argv: Argv, env: Environment = {}): Promise<string> {
    const result = await this.runner.run(argv, {
      cwd: this.root,
      env: { ...this.env, ...env },
      timeout: 300_000,
    });
    if (succeeded(result)) return result.stdout;
    throw new Error(`'${argv.join(' ')}' ${describeEnding(result)}: ${result.stderr}`);
  }

  /** Runs nx without its daemon; for what is no trial. */
  nx(...words: string[]): Promise<string> {
    return this.run([process.execPath, this.nxProgram, ...words], this.nxEnv);
  }

  get nxProgram(): string {
    return this.at('node_modules/nx/dist/bin/nx.js');
  }

  git(...args: string[]): Promise<string> {
    this.remember('.git');
    const who = ['-c', 'user.name=campaign', '-c', 'user.email=campaign@localhost'] as const;
    return this.run(['git', ...who, '-c', 'commit.gpgsign=false', ...args]);
  }

  /** Keeps what stands at a path now, so that `undo` brings it back. */
  remember(path: string): void {
    if (this.remembered.some((one) => one.path === path)) return;
    this.rememberParent(dirname(path));
    const copy = this.stands(path) ? join(this.journal, String((this.copies += 1))) : undefined;
    if (copy !== undefined) place(this.at(path), copy);
    this.remembered.push({ path, copy });
  }

  /** What was changed so far is the state that counts. */
  forget(): void {
    this.remembered.length = 0;
    rmSync(this.journal, { recursive: true, force: true });
  }

  /** Whether there is something, also a link that leads nowhere. */
  private stands(path: string): boolean {
    try {
      lstatSync(this.at(path));
      return true;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  /** A folder that a mutation makes has to go with it. */
  private rememberParent(path: string): void {
    if (path === '.' || this.exists(path)) return;
    this.rememberParent(dirname(path));
    this.remembered.push({ path, copy: undefined });
  }

  /** Brings back everything remembered, byte for byte, with its times. */
  undo(): void {
    for (const { path, copy } of this.remembered.splice(0).reverse()) {
      // A run may have put a file where a mutation had made a folder, and what was in that is gone with it.
      if (this.stands(path)) rmSync(this.at(path), { recursive: true });
      if (copy !== undefined) place(copy, this.at(path));
    }
    rmSync(this.journal, { recursive: true, force: true });
  }
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

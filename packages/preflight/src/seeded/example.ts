import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Stage } from '@flightline/core/check';
import type { ProjectFacts, Task } from '@flightline/core/executor';
import {
  type Script,
  type ScriptedAnswer,
  fakeRunner,
  recordingReporter,
} from '@flightline/core/testing';
import { OWN_CHECKS } from '../own-checks';
import { gitSays } from '../testing/repository';
import { write } from '../testing/release-tree';
import { EQUIPPED, PROGRAMS, READY } from './surroundings';

const EXAMPLE = join(__dirname, '../../../../examples/hardening');

/**
 * A copy of examples/hardening to be damaged; it stands in `app` of a workspace of its own. It was built, its host has what it takes, and
 * git says that it is ready to be released.
 */
export class Example {
  private readonly said: Record<string, Script[string]> = { ...EQUIPPED, ...gitSays(READY) };

  constructor(readonly workspaceRoot: string) {
    const built = ['dist', 'artifacts', 'node_modules', '__pycache__'];
    // Checks of its own are loaded by Node and not by Jest.
    const filter = (path: string) => ![...built, OWN_CHECKS].includes(basename(path));
    cpSync(EXAMPLE, join(workspaceRoot, 'app'), { recursive: true, filter });
    this.put('dist/artifact/rampart', '#!/bin/sh\n');
    for (const program of PROGRAMS) {
      write(workspaceRoot, { [`bin/${program}`]: '' });
      chmodSync(join(workspaceRoot, 'bin', program), 0o755);
    }
  }

  put(path: string, text: string | Buffer): void {
    write(this.workspaceRoot, { [`app/${path}`]: text });
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  remove(path: string): void {
    rmSync(this.at(path));
  }

  /** Instead of what is there. */
  link(path: string, target: string): void {
    rmSync(this.at(path), { force: true });
    symlinkSync(target, this.at(path));
  }

  edit(path: string, from: string, to: string): void {
    const before = readFileSync(this.at(path), 'utf8');
    if (!before.includes(from)) throw new Error(`'${from}' does not stand in '${path}'.`);
    writeFileSync(
      this.at(path),
      before.replaceAll(from, () => to),
    );
  }

  append(path: string, text: string): void {
    writeFileSync(this.at(path), readFileSync(this.at(path), 'utf8') + text);
  }

  command(words: string, answer: ScriptedAnswer): void {
    this.said[words] = answer;
  }

  /** Of those that are not asked but looked for. */
  removeProgram(name: (typeof PROGRAMS)[number]): void {
    rmSync(join(this.workspaceRoot, 'bin', name));
  }

  git(answers: Script): void {
    Object.assign(this.said, gitSays(answers));
  }

  /** The folder of a machine without a lease. */
  leaveMachine({ daysAgo }: { daysAgo: number }): void {
    const folder = join(this.workspaceRoot, 'cache/flightline/machines/m-1');
    mkdirSync(folder, { recursive: true });
    const time = Date.now() / 1000 - daysAgo * 86_400;
    utimesSync(folder, time, time);
  }

  /** As Nx would hand it to the program. */
  task(stage: Stage): Task {
    const boxes = readdirSync(this.at('vms/boxes')).map((box) => `app/vms/boxes/${box}`);
    const projects = Object.fromEntries(
      ['app', ...boxes].map((root) => {
        const text = readFileSync(join(this.workspaceRoot, root, 'project.json'), 'utf8');
        const found = JSON.parse(text) as Partial<ProjectFacts> & { name: string };
        const facts = { tags: [], targets: {}, implicitDependencies: [], ...found };
        return [found.name, { ...facts, root }];
      }),
    );
    return {
      workspaceRoot: this.workspaceRoot,
      project: { name: 'hardening', root: 'app', tags: [] },
      target: { name: 'preflight', cached: stage === 'source' },
      projects,
      taskHash: null,
      env: {
        PATH: join(this.workspaceRoot, 'bin'),
        XDG_CACHE_HOME: join(this.workspaceRoot, 'cache'),
        XDG_RUNTIME_DIR: join(this.workspaceRoot, 'run'),
      },
      runner: fakeRunner(this.said),
      reporter: recordingReporter(),
      signal: new AbortController().signal,
    };
  }

  private at(path: string): string {
    return join(this.workspaceRoot, 'app', path);
  }
}

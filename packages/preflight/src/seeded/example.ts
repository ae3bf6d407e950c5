import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectFacts, Task } from '@flightline/core/executor';
import { fakeRunner, recordingReporter } from '@flightline/core/testing';
import { write } from '../testing/release-tree';

const EXAMPLE = join(__dirname, '../../../../examples/hardening');

/** A copy of examples/hardening to be damaged; it stands in `app` of a workspace of its own. */
export class Example {
  constructor(readonly workspaceRoot: string) {
    const built = ['dist', 'artifacts', 'node_modules', '__pycache__'];
    const filter = (path: string) => !built.includes(basename(path));
    cpSync(EXAMPLE, join(workspaceRoot, 'app'), { recursive: true, filter });
  }

  put(path: string, text: string): void {
    write(this.workspaceRoot, { [`app/${path}`]: text });
  }

  remove(path: string): void {
    rmSync(this.at(path));
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

  /** As Nx would hand it to the program. */
  task(): Task {
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
      target: { name: 'preflight', cached: true },
      projects,
      taskHash: null,
      env: {},
      runner: fakeRunner({}),
      reporter: recordingReporter(),
      signal: new AbortController().signal,
    };
  }

  private at(path: string): string {
    return join(this.workspaceRoot, 'app', path);
  }
}

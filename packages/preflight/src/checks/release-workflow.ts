import { type Check, fail, pass, skip } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { type SourceDocument, parseYaml } from '@flightline/core/readers/yaml';
import { isTriggeredByTag } from '../git/workflow-trigger';

interface Settings {
  readonly name: string;
  readonly tag: string;
}

const FOLDERS = ['.github/workflows/*.{yml,yaml}'];

export const releaseWorkflow: Check<Settings> = {
  id: 'release-workflow',
  stage: 'release',
  title: 'A workflow makes the release when the tag comes',
  why: 'A tag that no workflow hears of is a release without files, and a workflow that was renamed is found by nobody.',
  fix: "Name the workflow as the setting 'name' says, and let it start 'on: push: tags: [\"v*\"]'.",
  settings: {
    properties: {
      name: {
        description: 'Name of the workflow of GitHub Actions that makes releases.',
        type: 'string',
        default: 'Build and Release',
      },
      tag: {
        description: 'A tag as releases have it; the workflow has to start for it.',
        type: 'string',
        default: 'v1.2.3',
      },
    },
  },
  run: async ({ files, settings: { name, tag } }) => {
    const paths = files.find(...FOLDERS);
    if (paths.length === 0) return skip("There is nothing in '.github/workflows'.");
    const workflows = await Promise.all(paths.map((path) => files.read(path, parseYaml)));
    const named = workflows.filter((workflow) => workflow.value(['name']) === name);
    const [workflow] = named;
    if (workflow === undefined)
      return fail(`No workflow is called '${name}'.`, releaseWorkflow.fix, workflows.map(nameOf));
    if (named.length > 1) {
      return fail(
        `Several workflows are called '${name}'.`,
        'Leave the name to one of them.',
        named.map(nameOf),
      );
    }
    return isTriggeredByTag(workflow.value(['on']), tag)
      ? pass(workflow.file)
      : fail(`'${name}' does not start when '${tag}' is pushed.`, releaseWorkflow.fix, [
          placeOfTrigger(workflow),
        ]);
  },
};

function nameOf(workflow: SourceDocument): Problem {
  const name = workflow.value(['name']);
  return {
    file: workflow.file,
    ...workflow.position(['name']),
    message: typeof name === 'string' ? `It is called '${name}'.` : 'It has no name.',
  };
}

const TRIGGER = ['on', 'push', 'tags'];

function placeOfTrigger(workflow: SourceDocument): Problem {
  const found = [3, 2, 1].map((length) => workflow.position(TRIGGER.slice(0, length)));
  return {
    file: workflow.file,
    ...found.find((position) => position !== undefined),
    message: 'What it starts for does not have this tag.',
  };
}

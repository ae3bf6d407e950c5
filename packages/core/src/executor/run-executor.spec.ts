import type { ExecutorContext } from '@nx/devkit';
import { UserError } from '../errors';
import { type Task, matrixOf, releaseOf, runExecutor } from './index';

const context: ExecutorContext = {
  root: '/workspace',
  cwd: '/workspace',
  isVerbose: false,
  projectName: 'bookworm',
  projectGraph: { nodes: {}, dependencies: {} },
  nxJsonConfiguration: {},
  projectsConfigurations: {
    version: 2,
    projects: {
      product: { root: 'product', targets: {} },
      trixie: {
        root: 'product/vms/boxes/trixie',
        tags: ['type:box', 'matrix:product'],
        targets: {
          'vm-run': { executor: 'x', options: { image: 'debian:trixie', hostname: 'trixie' } },
        },
      },
      bookworm: { root: 'product/vms/boxes/bookworm', tags: ['type:box', 'matrix:product'] },
      other: { root: 'other/box', tags: ['type:box', 'matrix:other'] },
      lookalike: { root: 'l', tags: ['matrix:product'] },
    },
  },
};

/** Runs a program as an executor and returns what it was given and what it printed. */
async function execute(program: (task: Task) => Promise<boolean>) {
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    return { ...(await runExecutor(context, program)), printed };
  } finally {
    write.mockRestore();
  }
}

describe('running a program as an executor', () => {
  it.each([true, false])('success is what the program says: %s', async (answer) => {
    await expect(execute(() => Promise.resolve(answer))).resolves.toMatchObject({
      success: answer,
    });
  });

  it.each([
    [
      'an answer to the user',
      new UserError('BUILD_EMPTY', 'There is no artifact.', 'Build one.'),
      /BUILD_EMPTY {2}There is no artifact\.\n {2}next: Build one\.\n$/,
    ],
    [
      'a mistake of ours',
      new TypeError('x is not a function'),
      /INTERNAL {2}Flightline made a mistake\.\n {2}TypeError: x is not a function\n[\s\S]*report this/,
    ],
  ])('renders %s once, and does not succeed', async (_name, error, text) => {
    const { success, printed } = await execute(() => Promise.reject(error));
    expect(success).toBe(false);
    expect(printed).toMatch(text);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'tells the program of %s, and listens no longer than it runs',
    async (signal) => {
      const before = process.listenerCount(signal);
      const { success } = await execute((task) => {
        process.emit(signal, signal);
        return Promise.resolve(task.signal.aborted && task.signal.reason === signal);
      });
      expect([success, process.listenerCount(signal)]).toEqual([true, before]);
    },
  );

  it('tells the program that nx is gone when its channel closes', async () => {
    const before = process.listenerCount('disconnect');
    const { success } = await execute((task) => {
      process.emit('disconnect');
      return Promise.resolve(task.signal.reason === 'the end of nx');
    });
    expect([success, process.listenerCount('disconnect')]).toEqual([true, before]);
  });

  it('hands over the matrix and the release project', async () => {
    const seen: unknown[] = [];
    await execute((task) => {
      const { root, boxes } = matrixOf(task.projects, 'product');
      seen.push(
        root,
        boxes.map(({ name }) => name),
        boxes[1]?.options.image,
        boxes[1]?.options.memory,
        releaseOf(task),
      );
      return Promise.resolve(true);
    });
    expect(seen).toEqual([
      'product',
      ['bookworm', 'trixie'],
      'debian:trixie',
      1024,
      { name: 'product', root: 'product' },
    ]);
  });

  it.each([
    ['no such tag', ['type:box']],
    ['a release project that does not exist', ['matrix:none']],
  ])('a box with %s has no release project', (_name, tags) => {
    expect(releaseOf({ project: { name: 'b', root: 'b', tags }, projects: {} })).toBeUndefined();
  });
});

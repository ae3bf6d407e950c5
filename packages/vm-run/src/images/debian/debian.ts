import { join } from 'node:path';
import { debianProblems } from '@flightline/core/debian';
import { type Problem, UserError } from '@flightline/core/errors';
import {
  type Image,
  type ImageContext,
  type ImageRequest,
  type ImageSource,
  afterScheme,
} from '../image';
import { LOCK_FILE, type LockFile, lockCommand, lockFacts, readLockFile } from '../lock-file';
import { type Stored, fromStore } from '../store';
import { buildDebian } from './build';
import { APPEND, type DebianInputs, FILES, debianInputs, storeKey } from './recipe';

export const debian: ImageSource = {
  scheme: 'debian',
  example: 'debian:bookworm',
  problems: ({ uri, packages }) =>
    debianProblems(afterScheme(uri), packages).map((problem) => ({ key: 'image', ...problem })),
  provide: async (request, context) => {
    rejectOtherLock(request);
    const { folder, manifest } = await store(request, inputsOf(request), context);
    return {
      uri: request.uri,
      disk: join(folder, FILES.disk),
      format: 'qcow2',
      digest: manifest.files[FILES.disk]?.digest ?? '',
      kernel: {
        vmlinuz: join(folder, FILES.vmlinuz),
        initrd: join(folder, FILES.initrd),
        append: APPEND,
      },
    } satisfies Image;
  },
  lock: async (request, context) => {
    await store(request, inputsOf(request), context);
    return lockOf(request);
  },
  look: (request) => Promise.resolve(lockFacts(lockOf(request))),
};

function lockOf(request: ImageRequest): LockFile {
  const { suite, packages, builder } = inputsOf(request);
  return { uri: request.uri, debian: { suite, packages, builder } };
}

const inputsOf = ({ uri, packages }: ImageRequest) => debianInputs(afterScheme(uri), packages);

async function store(
  { uri, box }: ImageRequest,
  inputs: DebianInputs,
  context: ImageContext,
): Promise<Stored> {
  return await fromStore(
    {
      key: storeKey(inputs),
      uri,
      inputs: { ...inputs },
      files: Object.values(FILES),
      build: (folder) => buildDebian(inputs, folder, context),
    },
    box,
    context,
  );
}

/**
 * A lock is no duty here, the options say it all; one that is there must not contradict them. An older builder
 * does not: it comes with another version of this package, which Nx sees by itself.
 */
function rejectOtherLock(request: ImageRequest): void {
  const lock = readLockFile(request.boxRoot, request.box);
  if (lock === undefined) return;
  const asked = describe(request.uri, inputsOf(request).packages);
  const recorded = describe(lock.uri, lock.debian?.packages ?? []);
  if (asked === recorded) return;
  const problems: Problem[] = [
    { message: `Recorded is ${recorded}.` },
    { message: `Asked for is ${asked}.` },
  ];
  throw new UserError(
    'IMAGE_DIGEST_MISMATCH',
    `The image of box '${request.box}' is not the one that '${LOCK_FILE}' records.`,
    `If the change is meant: ${lockCommand(request.box)}`,
    { problems },
  );
}

function describe(uri: string, packages: readonly string[]): string {
  return `'${uri}' ${packages.length === 0 ? 'without further packages' : `with ${packages.join(', ')}`}`;
}

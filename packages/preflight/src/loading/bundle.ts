import { basename } from 'node:path';
import type { ArtifactElf } from '../artifact';

/** A library that the artifact brings. */
export interface BundledLibrary extends ArtifactElf {
  /** The name under which it is asked for. */
  name: string;
}

/** The files that boxes can load: their machine is x86-64. */
export const loadable = (elves: readonly ArtifactElf[]): ArtifactElf[] =>
  elves.filter(({ elf }) => elf.machine === 'x86-64' && elf.bits === 64);

/** The libraries among them. Programs have no name under which they could be asked for. */
export function librariesIn(elves: readonly ArtifactElf[]): BundledLibrary[] {
  return elves.flatMap((one) => {
    const name = one.elf.soname ?? nameOfFile(one);
    return name === undefined ? [] : [{ ...one, name }];
  });
}

function nameOfFile({ file, elf }: ArtifactElf): string | undefined {
  const name = basename(file);
  return elf.interpreter === undefined && /\.so(?:\.|$)/.test(name) ? name : undefined;
}

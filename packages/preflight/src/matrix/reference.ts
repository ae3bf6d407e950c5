import { posix } from 'node:path';
import type { ProjectFiles } from '@flightline/core/files';
import type { Box } from '@flightline/core/model';
import { parseYaml } from '@flightline/core/readers/yaml';
import type { Reference } from './compare';

/** What a box is called: the machine of its Vagrantfile, its folder, its project. */
export function referenceOf(boxes: readonly Box[], files: ProjectFiles): Reference {
  return {
    machines: boxes.map((box) => {
      const folder = posix.basename(box.root);
      return [...new Set([vagrantJson(box, files)?.machine ?? folder, folder, box.name])];
    }),
  };
}

/** What `vagrant.json` of a box that came from a Vagrantfile says about where it came from. */
export function vagrantJson(
  { root }: Box,
  files: ProjectFiles,
): { vagrantfile?: string; machine?: string } | undefined {
  const path = files.path(posix.join(root, 'vagrant.json'));
  if (files.kind(path) !== 'file') return undefined;
  // JSON is YAML.
  const document = parseYaml(files.text(path), files.name(path));
  const text = (key: string) => {
    const value = document.value([key]);
    return typeof value === 'string' ? { [key]: value } : {};
  };
  return { ...text('vagrantfile'), ...text('machine') };
}

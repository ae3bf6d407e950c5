// Templates in the terms of the store of images.
import { basename } from 'node:path';
import { dropTemplate, listTemplates } from '../../drivers/qemu/template/store';
import { type StoreEntry, diskUsage, heldBy } from '../../images';

export function templateContents(cacheDir: string): StoreEntry[] {
  return listTemplates(cacheDir).map(({ path, image, usedAt }) => {
    const inUse = heldBy(`${path}.turn`);
    const is =
      image === undefined
        ? { kind: 'leftover' as const, uri: basename(path) }
        : { kind: 'template' as const, uri: `template of ${image}` };
    return { path, ...is, bytes: diskUsage(path), usedAt, ...(inUse && { inUse }) };
  });
}

/** Removes a template, unless it was used since it was listed; then it resolves to that, as a sentence. */
export function removeTemplate({ path, usedAt }: StoreEntry, cacheDir: string): string | undefined {
  const now = listTemplates(cacheDir).find((one) => one.path === path);
  if (now?.usedAt.getTime() !== usedAt.getTime()) return 'It was used just now.';
  dropTemplate(path);
  return undefined;
}

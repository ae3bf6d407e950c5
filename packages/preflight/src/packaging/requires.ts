import { compare } from '@renovatebot/pep440';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { importName } from '../versions/python';

/** `setuptools[core]>=61, <70; python_version > "3"` */
const REQUIREMENT = /^\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)/;
/** What keeps newer versions out. */
const UPPER = /(?:<=?|={2,3}|~=)\s*([\w.!+]+?)(?:\.\*)?\s*(?=,|$)/g;

/** Whether a build takes this version of a requirement or a newer one: it takes the newest that is allowed. */
export function takes(
  pyproject: SourceDocument | undefined,
  name: string,
  version: string,
): boolean {
  const found = requirement(pyproject, name);
  const bounds = [...(found ?? '').matchAll(UPPER)].map(([text, bound = '']) => ({
    bound,
    isOpen: /^<[^=]/.test(text),
  }));
  return bounds.every(({ bound, isOpen }) => {
    const order = compare(bound, version);
    return isOpen ? order > 0 : order >= 0;
  });
}

export const isRequired = (pyproject: SourceDocument | undefined, name: string): boolean =>
  requirement(pyproject, name) !== undefined;

function requirement(pyproject: SourceDocument | undefined, name: string): string | undefined {
  const all = pyproject?.value(['build-system', 'requires']);
  const texts = (Array.isArray(all) ? all : []).filter((one) => typeof one === 'string');
  return texts
    .map((text) => REQUIREMENT.exec(text))
    .find((match) => match !== null && importName(match[1] ?? '') === importName(name))?.[2];
}

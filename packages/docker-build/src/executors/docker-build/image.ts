// The image that a build keeps, in an engine's store or in registries, besides or instead of the artifact.
import type { Problem } from '@flightline/core/errors';
import type { Asked } from '../../engines/flags';
import type { BuildRequest } from '../../engines/engine';
import { type Source, expandTemplate, labelsOf } from './source';

export interface ImageOptions extends Pick<
  Asked,
  'labels' | 'annotations' | 'platforms' | 'sbom' | 'provenance'
> {
  export: boolean;
  load: boolean;
  push: boolean;
  tags: readonly string[];
}

export const IMAGE_DEFAULTS = {
  export: true,
  load: false,
  push: false,
  tags: [],
  labels: {},
  annotations: {},
  platforms: [],
  sbom: false,
  provenance: false,
} as const satisfies ImageOptions;

export interface ImageFacts {
  /** True when Nx may skip the task and put its outputs back. */
  cached: boolean;
  source: Source;
  env: Readonly<Record<string, string | undefined>>;
}

type Image = Pick<
  BuildRequest,
  | 'labels'
  | 'annotations'
  | 'platforms'
  | 'sbom'
  | 'provenance'
  | 'load'
  | 'push'
  | 'tags'
  | 'sourceDate'
>;

export const keepsImage = ({ load, push }: ImageOptions): boolean => load || push;

const REFERENCE =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?$/i;

/** All that is wrong with what is to become of the image. */
export function imageProblems(options: ImageOptions, facts: ImageFacts): Problem[] {
  const { load, tags, platforms } = options;
  const kept = keepsImage(options);
  const verb = load ? 'load' : 'push';
  const rules: readonly (readonly [key: string, holds: boolean, says: string])[] = [
    [
      'export',
      options.export || kept,
      "The build would keep nothing: set 'export', 'load' or 'push'.",
    ],
    ['tags', !kept || tags.length > 0, `An image that '${verb}' keeps needs a name.`],
    [
      'tags',
      kept || tags.length === 0,
      "They name an image that is not kept: set 'load' or 'push'.",
    ],
    [
      'labels',
      kept || Object.keys(options.labels).length === 0,
      "They are of an image that is not kept: set 'load' or 'push'.",
    ],
    [
      'annotations',
      kept || Object.keys(options.annotations).length === 0,
      "They are of an image that is not kept: set 'load' or 'push'.",
    ],
    [
      'platforms',
      !options.export || platforms.length <= 1,
      "An artifact is of one platform: build it in a target of its own, and this image with 'export' off.",
    ],
    [
      verb,
      !kept || !facts.cached,
      `Nx would skip it when nothing changed, and nobody would know: give the target "cache": false.`,
    ],
  ];
  const image = planImage(options, facts);
  return [
    ...rules.filter(([, holds]) => !holds).map(([key, , message]) => ({ key, message })),
    ...(kept ? templatesOf(options, facts.source) : []),
    ...image.tags
      .filter((tag) => !tag.includes('{') && !REFERENCE.test(tag))
      .map((tag) => ({ key: 'tags', message: `'${tag}' cannot be the name of an image.` })),
    ...(Number.isNaN(image.sourceDate)
      ? [{ key: 'SOURCE_DATE_EPOCH', message: 'The variable is no number of seconds.' }]
      : []),
  ];
}

function templatesOf({ tags, labels, annotations }: ImageOptions, source: Source): Problem[] {
  const templates = [
    ...tags.map((text) => ({ key: 'tags', text })),
    ...Object.entries(labels).map(([name, text]) => ({ key: `labels.${name}`, text })),
    ...Object.entries(annotations).map(([name, text]) => ({ key: `annotations.${name}`, text })),
  ];
  return templates.flatMap(({ key, text }) =>
    expandTemplate(text, source).problems.map((message) => ({ key, message })),
  );
}

/** What the engine is asked for. Names and labels are those of the source; its time is that of the commit. */
export function planImage(options: ImageOptions, { source, env }: ImageFacts): Image {
  const { platforms, sbom, provenance, load, push } = options;
  const common = { platforms, sbom, provenance, load, push };
  if (!keepsImage(options)) {
    return { ...common, tags: [], labels: {}, annotations: {}, sourceDate: undefined };
  }
  const epoch = env['SOURCE_DATE_EPOCH'];
  const sourceDate = epoch === undefined ? source.commit?.time : Number.parseInt(epoch, 10);
  const expanded = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, expandTemplate(text, source).text]),
    );
  return {
    ...common,
    sourceDate,
    tags: options.tags.map((tag) => expandTemplate(tag, source, asTag).text),
    labels: {
      ...labelsOf(source, Number.isNaN(sourceDate) ? undefined : sourceDate),
      ...expanded(options.labels),
    },
    annotations: expanded(options.annotations),
  };
}

/** A tag has no other characters than these. */
const asTag = (value: string): string => value.replaceAll(/[^\w.-]/g, '-');

import Ajv, { type ErrorObject } from 'ajv';
import type { Problem } from '@flightline/core/errors';

/** Says what is wrong with data; fills in defaults where there is nothing wrong. */
export type Validate = (data: unknown) => DataProblem[];

/** Something that is wrong with data, and where: keys, and indices of lists as numbers. */
export interface DataProblem {
  path: readonly (string | number)[];
  message: string;
}

// One for all schemas: to make it takes longer than to use it.
const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true });

/** A validator by a JSON schema (draft 7) that tells all that is wrong at once. */
export function validator(schema: object): Validate {
  const validate = ajv.compile(schema);
  return (data) =>
    validate(data) ? [] : (validate.errors ?? []).map((error) => told(error, data));
}

/** As messages of Flightline name keys: `checks.version-alignment.level`. */
export const keyOf = ({ path }: DataProblem): NonNullable<Problem['key']> => path.join('.');

type Wording = (params: Record<string, unknown>) => string;

/** What ajv's own words do not say well. The keys are keywords of JSON schema. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  required: ({ missingProperty }) => `'${String(missingProperty)}' is missing.`,
  additionalProperties: () => 'There is no such setting.',
  enum: ({ allowedValues }) =>
    `It has to be one of ${(allowedValues as unknown[]).map((value) => `'${String(value)}'`).join(', ')}.`,
  minLength: () => 'It is empty.',
  minItems: () => 'It is empty.',
};

function told(
  { instancePath, keyword, message = '', params }: ErrorObject,
  data: unknown,
): DataProblem {
  const words = instancePath
    .split('/')
    .slice(1)
    .map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = keysIn(data, words);
  const { additionalProperty } = params as { additionalProperty?: string };
  return {
    path: additionalProperty === undefined ? path : [...path, additionalProperty],
    message: WORDINGS[keyword]?.(params) ?? `It ${message}.`,
  };
}

/** A word of a JSON pointer is an index where it leads into a list. */
function keysIn(data: unknown, words: readonly string[]): (string | number)[] {
  let value = data;
  return words.map((word) => {
    const key = Array.isArray(value) ? Number(word) : word;
    value = (value as Record<string | number, unknown>)[key];
    return key;
  });
}

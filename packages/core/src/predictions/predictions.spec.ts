import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { type Predictions, readPredictions } from '.';

const ONE = { box: 'b', check: 'elf-start', kind: 'start', message: 'No.', file: 'app/x' };
const NO_LIST = { state: 'unreadable', because: 'It is no list of predictions.' };

describe('predictions on disk', () => {
  it.each<[what: string, text: string | undefined, read: unknown]>([
    ['none', undefined, { state: 'none' }],
    ['an empty list', '[]', { state: 'read', predictions: [] }],
    ['one', JSON.stringify([ONE]), { state: 'read', predictions: [ONE] }],
    ['an unknown kind', JSON.stringify([{ ...ONE, kind: 'x' }]), NO_LIST],
    ['one without a file', JSON.stringify([{ ...ONE, file: undefined }]), NO_LIST],
    ['a number among them', '[1]', NO_LIST],
    ['an object', '{}', NO_LIST],
    ['half a file', '[{', { state: 'unreadable', because: expect.any(String) as string }],
  ])('%s', (_what, text, read) => {
    const { path, remove } = temporaryFolder();
    const file = join(path, 'predictions.json');
    if (text !== undefined) writeFileSync(file, text);
    const found: Predictions = readPredictions(file);
    remove();
    expect(found).toEqual(read);
  });
});

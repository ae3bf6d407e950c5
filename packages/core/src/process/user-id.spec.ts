import { statSync } from 'node:fs';
import { temporaryFolder } from '../testing';
import { userId } from './user-id';

it('is that of the files this process makes', () => {
  const folder = temporaryFolder();
  expect(userId()).toBe(statSync(folder.path).uid);
  folder.remove();
});

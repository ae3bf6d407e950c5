import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { readSecrets, refuseSecrets, secretProblems } from './secrets';

const folder = temporaryFolder();
// Read as the tables below are made.
writeFileSync(join(folder.path, 'token'), 'first-line\nsecond-line\n');
mkdirSync(join(folder.path, 'out'));
writeFileSync(join(folder.path, 'out', 'clean'), 'nothing');
writeFileSync(join(folder.path, 'out', 'leak'), Buffer.from('\0\0s3cr3t-value\xff', 'latin1'));
afterAll(folder.remove);

const FACTS = { cwd: folder.path, env: { TOKEN: 's3cr3t-value', SHORT: 'abc', EMPTY: '' } };

describe('secretProblems', () => {
  it.each([
    [{ a: { env: 'TOKEN' } }, []],
    [{ a: { env: 'EMPTY' } }, []],
    [{ a: { file: 'token' } }, []],
    [{ a: { file: join(folder.path, 'token') } }, []],
    [{ a: { env: 'NONE' } }, ["secrets.a: The environment has no variable 'NONE'."]],
    [{ 'a b': { env: 'TOKEN' } }, ["secrets.a b: 'a b' cannot be the id of a secret."]],
    [
      { a: { file: 'x,src=/etc/shadow' } },
      ['secrets.a: Neither a comma nor a quotation mark can stand in it.'],
    ],
  ])('%j: %j', (sources, expected) => {
    const problems = secretProblems(sources, FACTS);
    expect(problems.map(({ key, message }) => `${key}: ${message}`)).toEqual(expected);
  });

  it('says why a file cannot be read', () => {
    expect(secretProblems({ a: { file: 'none' } }, FACTS)).toEqual([
      { key: 'secrets.a', message: expect.stringContaining('ENOENT') as unknown },
    ]);
  });
});

const SECRETS = readSecrets(
  { env: { env: 'TOKEN' }, file: { file: 'token' }, short: { env: 'SHORT' } },
  FACTS,
);

describe('refuseSecrets', () => {
  it('names the files that hold a secret, and not its value', () => {
    const look = () => refuseSecrets(SECRETS, join(folder.path, 'out'), ['clean', 'leak']);
    expect(look).toThrow('The artifact would hand out a secret');
    expect(look).toThrow(
      expect.objectContaining({
        code: 'SECRET_EXPOSED',
        problems: [{ file: 'leak', message: "It holds the value of the secret 'env'." }],
      }) as Error,
    );
  });

  it.each([
    [SECRETS, ['clean']],
    [{}, ['leak']],
  ])('lets others pass', (secrets, paths) => {
    expect(() => refuseSecrets(secrets, join(folder.path, 'out'), paths)).not.toThrow();
  });
});

import { existsSync } from 'node:fs';
import { STAGES } from '@flightline/core/check';
import { settingsOf } from '../settings';
import { CHECKS } from '.';

describe('the checks', () => {
  it('have ids of their own', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(CHECKS.map((check) => [check.id, check] as const))(
    '%s says what it asks and why',
    (id, check) => {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(STAGES).toContain(check.stage);
      expect(check.title).toMatch(/^[A-Z].*[^.]$/);
      expect(check.why).toMatch(/^[A-Z].*\.$/);
      expect(check.fix).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(CHECKS.map((check) => [check.id, check] as const))(
    '%s can be set as it says, and has defaults that it takes',
    (id, check) => {
      expect(settingsOf([check], { [id]: {} }).problems).toEqual([]);
      for (const { description } of Object.values(check.settings?.properties ?? {})) {
        expect(description).toMatch(/^[A-Z].*\.$/);
      }
    },
  );

  it.each(CHECKS.filter(({ stage }) => stage !== 'host').map(({ id }) => id))(
    '%s stands in a file of its name, perhaps in a folder',
    (id) => {
      const names = new Set([id, id.replace('-', '/')]);
      const files = [...names].map((name) => `${__dirname}/${name}.ts`);
      expect(files.filter((file) => existsSync(file))).toHaveLength(1);
    },
  );
});

import { isTriggeredByTag } from './workflow-trigger';

it.each<[on: unknown, starts: boolean]>([
  ['push', true],
  ['release', false],
  [['pull_request', 'push'], true],
  [['workflow_dispatch'], false],
  [{ push: null }, true],
  [{ push: {} }, true],
  [{ pull_request: null }, false],
  [{ push: { tags: ['v*'] } }, true],
  [{ push: { tags: 'v*' } }, true],
  [{ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } }, true],
  [{ push: { tags: ['v1.?2.*'] } }, true],
  [{ push: { tags: ['**'] } }, true],
  [{ push: { tags: ['release-*'] } }, false],
  [{ push: { tags: ['v*', '!v1.*'] } }, false],
  [{ push: { tags: ['!v1.*', 'v*'] } }, true],
  [{ push: { tags: ['v1X2X3'] } }, false],
  [{ push: { branches: ['main'] } }, false],
  [{ push: { branches: ['main'], tags: ['v*'] } }, true],
  [{ push: { 'tags-ignore': ['v*'] } }, false],
  [{ push: { 'tags-ignore': ['nightly'] } }, true],
  [{ push: { paths: ['src/**'] } }, true],
  [undefined, false],
])('%j starts for a tag: %s', (on, starts) => {
  expect(isTriggeredByTag(on, 'v1.2.3')).toBe(starts);
});

import { retryAdvice } from './advice';
import type { Finding } from './finding';

const finding = (rule: string, severity: Finding['severity'] = 'hard'): Finding => ({
  ...{ rule, category: 'network', severity, title: 't', why: 'w', action: 'a', retries: 0 },
  ...{ box: 'a', line: 1, offset: 0, text: 'x', excerpt: { from: 1, lines: [] }, count: 1 },
});

describe('advice on further runs', () => {
  it.each<[string, Finding[], string | undefined]>([
    [
      'of the cause, not of its consequence',
      ['server-start', 'name-resolution'].map((id) => finding(id)),
      'name-resolution',
    ],
    ['of what is hard', [finding('kernel-panic', 'soft'), finding('server-start')], 'server-start'],
    ["of ours before a product's own", [finding('own'), finding('server-start')], 'server-start'],
    ["of a product's own where there is none of ours", [finding('own')], 'own'],
    ['of nobody where no rule knows', [finding('kernel-panic', 'info')], undefined],
  ])('is that %s', (_, findings, rule) => {
    expect(retryAdvice(findings)?.rule).toBe(rule);
  });
});

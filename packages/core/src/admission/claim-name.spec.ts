import { idOf, nameOf, parseClaims } from './claim-name';

const SCOPE = 'flightline-budget-0123456789abcdef';

const claimOf = (box: string, pid = 7) => {
  const claim = { box, pid, arrivedAt: 12_345_678_901, share: { memory: 1152, cpus: 2, boots: 0 } };
  return { ...claim, id: idOf(claim) };
};

/** A line of /proc/net/unix, proc(5). */
const lineOf = (name: string) =>
  `00000000d26c80f9: 00000002 00000000 00010000 0001 01 9397945 ${name.replaceAll('\0', '@')}`;

describe('the name of a claim', () => {
  it.each(['bookworm', 'hardening-ubuntu22.04', 'two_words', '-'])(
    "tells all of box '%s' in the list of sockets",
    (box) => {
      const [waits, holds] = [claimOf(box), claimOf(box, 8)];
      const lines = [nameOf(waits, 'waits', SCOPE), nameOf(holds, 'holds', SCOPE)].map(lineOf);
      expect(parseClaims(lines.join('\n'), SCOPE)).toEqual({ holdings: [holds], waiting: [waits] });
    },
  );

  it.each([
    ['@acme/über box', '_acme/_ber_box'],
    ['b'.repeat(200), expect.stringMatching(/^b{20,40}$/) as string],
  ])("of box '%s' fits into an address of 107 bytes", (box, shown) => {
    const claim = claimOf(box, 4_194_304);
    const name = nameOf(claim, 'holds', SCOPE);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(108);
    const found = parseClaims(lineOf(name), SCOPE).holdings;
    expect(found).toEqual([{ ...claim, box: shown }]);
  });

  it.each([
    ['of another budget', nameOf(claimOf('a'), 'holds', SCOPE.replace('0', '1'))],
    ['that are no claims', `\0${SCOPE}/holds/1/2/3`],
    ['that are no numbers', `\0${SCOPE}/holds/1/2/-3/4/0/a`],
    ['of files', `/${SCOPE}/holds/1/2/3/4/0/a`],
    ['of nothing', ''],
  ])('is not found in names %s', (_, name) => {
    expect(parseClaims(lineOf(name), SCOPE)).toEqual({ holdings: [], waiting: [] });
  });

  it('counts once, however often it is listed', () => {
    const claim = claimOf('a');
    const names = (['waits', 'holds', 'holds'] as const).map((state) =>
      nameOf(claim, state, SCOPE),
    );
    const lines = names.map(lineOf).join('\n');
    expect(parseClaims(lines, SCOPE)).toEqual({ holdings: [claim], waiting: [] });
  });
});

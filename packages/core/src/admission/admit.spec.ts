import { type Claim, type Share, admit } from './admit';

/** `memory/cpus`, or `boot`. */
function shareOf(text: string): Share {
  const [memory, cpus] = text.split('/').map(Number);
  if (text === 'boot') return { memory: 0, cpus: 0, boots: 1 };
  return { memory: memory ?? 0, cpus: cpus ?? 0, boots: 0 };
}

/** Each `name:share`, where a name is a letter and the alphabet is the order they came in. */
function claims(text: string): Claim[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [id = '', share = ''] = word.split(':');
      return { id, box: id, pid: 1, arrivedAt: id.charCodeAt(0), share: shareOf(share) };
    });
}

const BUDGET: Share = { memory: 8, cpus: 4, boots: 2 };

describe('admit', () => {
  it.each([
    ['nobody when nobody waits', 'a:1/1', '', ''],
    ['all that fit', '', 'a:1/1 b:2/1 c:5/2', 'a b c'],
    ['as many as there is memory', '', 'a:4/1 b:4/1 c:4/1', 'a b'],
    ['as many as there are cores', '', 'a:1/2 b:1/2 c:1/1', 'a b'],
    ['in the order in which they came, not were listed', '', 'c:4/1 a:4/1 b:4/1', 'a b'],
    ['beside those who are there', 'a:4/2', 'b:4/1 c:1/1', 'b'],
    ['one that takes all, alone', '', 'a:8/4 b:1/1', 'a'],
    ['one that is to take all, when the others are gone', 'a:1/1', 'b:8/4', ''],
    ['a small one past a large one that keeps its room', 'a:4/1', 'b:6/1 c:2/1', 'c'],
    ['no small one that the large one would have to wait for', 'a:4/1', 'b:7/1 c:2/1', ''],
    [
      'one more small one as long as the large one keeps its room',
      'a:4/1 c:1/1',
      'b:6/1 d:1/1',
      'd',
    ],
    ['no more small ones when that is used up', 'a:4/1 c:2/1', 'b:6/1 d:1/1', ''],
    ['nobody past one by cores that it needs', 'a:1/3', 'b:1/4 c:1/1', ''],
    ['one past several, where all of them keep their room', 'a:4/2', 'b:6/1 c:5/1 d:2/1', 'd'],
    ['nobody held up by one that never fits', 'a:4/1', 'b:9/1 c:4/1', 'c'],
    ['nobody at all that never fits', '', 'a:9/1 b:1/5', ''],
    ['nobody when more is held than there is', 'a:9/5', 'b:1/1', ''],
    ['as many boots as there may be at once', '', 'a:boot b:boot c:boot', 'a b'],
    ['a boot whatever machines take and wait for', 'a:9/5', 'b:4/1 c:boot', 'c'],
    ['a machine whatever boots', 'a:boot b:boot', 'c:boot d:1/1', 'd'],
  ])('lets go %s', (_, holdings, waiting, expected) => {
    const admitted = admit(BUDGET, claims(holdings), claims(waiting));
    expect(admitted.map(({ id }) => id).join(' ')).toBe(expected);
  });
});

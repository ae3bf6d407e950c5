import { readVagrantfile } from '.';

/** The value of a Ruby expression, as a reading shows it. */
async function valueOf(
  code: string,
  more: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const lines = code.split('; ');
  const files: Readonly<Record<string, string>> = {
    ...more,
    Vagrantfile: `${lines.slice(0, -1).join('\n')}\nVALUE = (${lines.at(-1) ?? ''})\nVagrant.configure('2') { |c| c.x = VALUE }`,
  };
  const { machines } = await readVagrantfile('Vagrantfile', {
    read: (path) => files[path],
    env: {},
  });
  return machines[0]?.settings[0]?.values[0];
}

it.each([
  ['7 / 2', 3],
  ['-7 / 2', -4],
  ['-7 % 3', 2],
  ['7.0 / 2', 3.5],
  ['"#{1.0} #{nil} #{:a} #{[1, "b"]}"', '1.0  a [1, "b"]'],
  ['format("%03d|%-4s|%x|%.1f", 7, "ab", 255, 2.25)', '007|ab  |ff|2.2'],
  ['format("%<a>02d-%{b}", a: 1, b: 2)', '01-2'],
  ['"a-b_c".split(/[-_]/).map(&:capitalize).join', 'ABC'],
  ['"host12"[/\\d+/].to_i + 1', 13],
  ['"v1.2" =~ /v(\\d)/; $1', '1'],
  ['"k=v".match(/(?<key>\\w)=(\\w)/)["key"]', 'k'],
  ['"az".succ + "Zz".succ + "a9".next', 'baAAab0'],
  ['"a,b,,".split(",")', ['a', 'b']],
  ['" a b ".strip.tr("a-b", "A-B")', 'A B'],
  ['{ b: 1, "a" => 2 }.map { |k, v| [k.to_s, v] }.sort.to_h', { a: 2, b: 1 }],
  ['[3, 1, 2].sort.reverse.each_slice(2).to_a', [[3, 2], [1]]],
  ['%w[a b].zip([1, 2]).to_h { |k, v| [k.to_sym, v * 2] }', { a: 2, b: 4 }],
  ['[1, [2, [3]]].flatten(1).last', [3]],
  ['[1, nil, 2].compact.sum { |x| x * 2 }', 6],
  ['(1..10).step(4).to_a', [1, 5, 9]],
  ['("a".."e").select { |x| x > "b" }.first(2)', ['c', 'd']],
  ['h = Hash.new { |hash, k| hash[k] = k * 2 }; h[2] + h.size', 5],
  ['a = "x"; b = a; b << "y"; a', 'xy'],
  ['require "ostruct"; o = OpenStruct.new(a: 1); o.b = 2; o.a + o.b', 3],
  ['[1, 2, 3].inject(:+) + [1, 2].reduce(1) { |x, y| x * y }', 8],
  ['x = [1, 2, 3].each { |i| break i * 10 if i == 2 }; x', 20],
  [
    'def f(a, b = a + 1, *c, d:, e: 5, **g) = [a, b, c, d, e, g]; f(1, d: 4, z: 6)',
    [1, 2, [], 4, 5, { z: 6 }],
  ],
  ['def g; yield 1, 2; end; g { |a, (b, c), d| [a, b, c, d] }', [1, 2, null, null]],
  ['catch(:done) { 5.times { |i| throw :done, i if i == 3 } }', 3],
  ['[[1, :a], [2, :b]].each_with_object({}) { |(n, s), h| h[s] = n }', { a: 1, b: 2 }],
  ['(1..3).each_cons(2).map(&:sum)', [3, 5]],
  ['%w[x y].each_with_index.map { |n, i| "#{n}#{i}" }', ['x0', 'y1']],
  ['[5, 3].minmax + [[1, 2], [3, 4]].transpose', [3, 5, [1, 3], [2, 4]]],
])('%s', async (code, value) => {
  expect(await valueOf(code)).toEqual(value);
});

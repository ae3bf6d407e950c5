import { readVagrantfile } from '.';

/** What `inspect` shows of an expression. */
async function inspected(code: string): Promise<unknown> {
  const text = `Vagrant.configure('2') { |c| c.x = (${code}).inspect }`;
  const read = (path: string) => (path === 'Vagrantfile' ? text : undefined);
  const { machines } = await readVagrantfile('Vagrantfile', { read, env: {} });
  return machines[0]?.settings[0]?.values[0];
}

const UNKNOWN = { ruby: expect.any(String) as unknown };

it.each([
  ['raise ArgumentError, "boo"', '["ArgumentError", "boo", true]'],
  ['raise "boo"', '["RuntimeError", "boo", true]'],
  ['raise IOError.new("boo")', '["IOError", "boo", true]'],
  ['raise KeyError', '["KeyError", "KeyError", true]'],
  ['Integer("x")', UNKNOWN],
])('An error of %s is an object', async (code, value) => {
  const shown = '[e.class.name, e.message, e.is_a?(StandardError)]';
  expect(await inspected(`begin; ${code}; rescue => e; ${shown}; end`)).toEqual(value);
});

it('The class of an error of Ruby itself is known though its text is not', async () => {
  expect(await inspected('begin; Integer("x"); rescue => e; e.class.name; end')).toBe(
    '"ArgumentError"',
  );
});

describe('Ruby gives the same', () => {
  it.each([
    ['"%c" % "hello"', UNKNOWN],
    ['"%x" % -255', UNKNOWN],
    ['"%#o" % 8', '"010"'],
    ['"%#b" % 5', '"0b101"'],
    ['"%#X" % 255', '"0XFF"'],
    ['"%+x" % -255', '"-ff"'],
    ['"%#x" % 0', '"0"'],
    ['"%d" % "0x1f"', '"31"'],
    ['"%d" % "010"', '"8"'],
    ['"%05.1d" % 3', '"    3"'],
    ['"%#06x" % 255', '"0x00ff"'],
    ['"%.3d" % -5', '"-005"'],
    ['"%+.3d" % 5', '"+005"'],
    ['"%.1f" % 0.45', '"0.4"'],
    ['"%.1f" % 0.25', '"0.2"'],
    ['"%x" % 255.9', '"ff"'],
    ['"%3c|" % "a"', '"  a|"'],
    ['"%{a}.50" % {a: 1}', '"1.50"'],
    ['"%s %s" % ["a"]', UNKNOWN],
    ['"%+d" % 5', '"+5"'],
    ['"%+s" % 5', '"5"'],
    ['"%d" % 1e20', UNKNOWN],
    ['"%05d" % -3', '"-0003"'],
    ['"%5{a}|" % {a: 1}', '"    1|"'],
    ['"%05{a}|" % {a: 1}', '"    1|"'],
    ['"%<a>5.1f|" % {a: 1}', '"  1.0|"'],
    ['"%.2x" % 5', '"05"'],
    ['1234567.891.round(-3)', '1235000'],
    ['-2.5.round', '-3'],
    ['1.15.round(1)', '1.2'],
    ['2.675.round(2)', '2.68'],
    ['1250.round(-2)', '1300'],
    ['-1250.round(-2)', '-1300'],
    ['1250.round(-2, half: :even)', '1200'],
    ['-15.floor(-1)', '-20'],
    ['15.ceil(-1)', '20'],
    ['2.345.floor(2)', '2.34'],
    ['5.0.round(2)', '5.0'],
    ['5.round(2)', '5'],
    ['1.0.round(0)', '1'],
    ['1.05.ceil(1)', '1.1'],
    ['2.5.round(half: :down)', '2'],
    ['25.round(-1, half: :even)', '20'],
    ['-1234567.891.floor(-3)', '-1235000'],
    ['290.15.floor(2)', '290.15'],
    ['1.1.ceil(1)', '1.1'],
    ['1e20.round(-2)', UNKNOWN],
    ['0.5.round(half: :down)', '0'],
    ['-2.5.round(half: :even)', '-2'],
    ['"0b11".to_i(0)', '3'],
    ['"010".to_i(0)', '8'],
    ['"0x1f".to_i(16)', '31'],
    ['"0b11".to_i(2)', '3'],
    ['"0o7".to_i(8)', '7'],
    ['"1__2".to_i', '1'],
    ['"_1".to_i', '0'],
    ['"9".to_i(8)', '0'],
    ['"12_".to_i', '12'],
    ['"-0x1f".to_i(16)', '-31'],
    ['"0x".to_i(0)', '0'],
    ['"08".to_i(0)', '0'],
    ['{a: 1} == {a: 1.0}', 'true'],
    ['[1].eql?([1.0])', 'false'],
    [`"#{'a'..'c'} #{1..} #{(:a..:c)}"`, '"a..c 1.. a..c"'],
    ['("a".."c").inspect', '"\\"a\\"..\\"c\\""'],
    ['%w[a b].each.with_index(1).to_a', '[["a", 1], ["b", 2]]'],
    ['%w[a b].each.with_index(1).map{|n,i| "#{n}#{i}"}', '["a1", "b2"]'],
    ['%w[a b].each_with_index.select{|n,i| i>0}', '[["b", 1]]'],
    ['%w[a b].map.with_index(1).to_a', '[["a", 1], ["b", 2]]'],
    ['%w[a b].select.with_index{|n,i| i==1}', '["b"]'],
    ['%w[a b].map.with_index(1).select{|n,i| i>1}', '[["b", 2]]'],
    ['{a: 1}.each.with_index(1).map{|(k,v),i| [k,v,i]}', '[[:a, 1, 1]]'],
    ['[3,1,2].max{|a,b| b<=>a}', '1'],
    ['[3,1,2].max(2){|a,b| b<=>a}', '[1, 2]'],
    ['%w[aa b cc].max_by(&:size)', '"aa"'],
    ['%w[a bb cc].max_by(2,&:size)', UNKNOWN],
    ['Integer("12", 8)', UNKNOWN],
    ['Integer("x", exception: false)', 'nil'],
    ['Array("a"=>1)', '[["a", 1]]'],
    ['Array(nil)', '[]'],
    ['"1.9".succ', '"2.0"'],
    ['"10.0.0.9".succ', '"10.0.1.0"'],
    ['"a-9".succ', '"a-10"'],
    ['"1.zz".succ', '"1.aaa"'],
    ['"a9-z".succ', '"a9-aa"'],
    ['"Zz".succ', '"AAa"'],
    ['"Az".succ', '"Ba"'],
    ['"a-9b9".succ', '"a-9c0"'],
    ['Integer("010")', '8'],
    ['Integer("0b11")', '3'],
    ['Integer(" 42 ")', '42'],
    ['Array(1..2)', '[1, 2]'],
    ['Array({ a: 1 })', '[[:a, 1]]'],
    ['"%c" % 65', '"A"'],
    ['"%#x" % 255', '"0xff"'],
    ['"%d" % -3.99', '"-3"'],
    ['2.5.round(half: :even)', '2'],
    ['1.eql?(1.0)', 'false'],
    ['1.eql?(1)', 'true'],
    ['[3, 1, 2].max(2)', '[3, 2]'],
    ['[3, 1, 2].min(2)', '[1, 2]'],
    ['%w[a bbb cc].max_by(2, &:size)', '["bbb", "cc"]'],
    ['%w[a bbb cc].min_by(2, &:size)', '["a", "cc"]'],
    ['[2, 1].minmax', '[1, 2]'],
  ])('%s', async (code, value) => {
    expect(await inspected(code)).toEqual(value);
  });
});

import { readVagrantfile } from '.';

/** What `inspect` shows of an expression beside a file of data. */
async function inspected(code: string, file: string, content: string): Promise<unknown> {
  const files: Readonly<Record<string, string>> = {
    [file]: content,
    Vagrantfile: `Vagrant.configure('2') { |c| c.x = (${code}).inspect }`,
  };
  const { machines } = await readVagrantfile('Vagrantfile', {
    read: (path) => files[path],
    env: {},
  });
  return machines[0]?.settings[0]?.values[0];
}

const UNKNOWN = { ruby: expect.any(String) as unknown };

describe('YAML is read as Ruby reads it', () => {
  it.each([
    ['y', '"y"'],
    ['n', '"n"'],
    ['yes', 'true'],
    ['Off', 'false'],
    ['e1', '"e1"'],
    ['E20', '"E20"'],
    ['08', '"08"'],
    ['0888', '"0888"'],
    ['010', '8'],
    ['0o17', '"0o17"'],
    ['0x1F', '31'],
    ['0X1F', '"0X1F"'],
    ['0b11', '3'],
    ['1_000', '1000'],
    ['2,048', '2048'],
    ['1e3', '"1e3"'],
    ['1.5E3', '"1.5E3"'],
    ['1.0e+3', '1000.0'],
    ['1,000.5', '1000.5'],
    ['20220810.0', '20220810.0'],
    ['.5', '0.5'],
    ['1.', '1.0'],
    ['.', '"."'],
    ['.inf', 'Infinity'],
    ['12:30', '45000'],
    ['1:30:15', '5415'],
    ['-5', '-5'],
    ['+7', '7'],
    ['-foo', '"-foo"'],
    ['1.2.3', '"1.2.3"'],
    ['~', 'nil'],
    ['', 'nil'],
    [':sym', ':sym'],
    [':"a b"', ':"a b"'],
    ['":q"', '":q"'],
    ["'12'", '"12"'],
    ['|\n  12', '"12"'],
    ['|\n  12\n', '"12\\n"'],
    ['!!str 12', '"12"'],
    ['!!float 3', '3.0'],
    ['[010, y, 2.0]', '[8, "y", 2.0]'],
    ['&x {b: 1}\nb: *x', '{"b"=>1}'],
    ['2022-08-10', UNKNOWN],
    ['12345678901234567890', UNKNOWN],
    ['!ruby/range 1..2', UNKNOWN],
    ['&x [*x]', UNKNOWN],
  ])('%j', async (scalar, value) => {
    expect(await inspected('YAML.load_file("d.yml")["a"]', 'd.yml', `a: ${scalar}`)).toEqual(value);
  });

  it.each([
    ['a merge in its place', 'x: &x {a: 1}\ny:\n  a: 5\n  b: 2\n  <<: *x', '{"a"=>1, "b"=>2}'],
    ['the first of merged', 'x: &x {a: 1}\nz: &z {a: 2}\ny:\n  <<: [*x, *z]', '{"a"=>1}'],
    ['keys that are no texts', 'y: {1: a, :k : b, 2.0: c}', '{1=>"a", :k=>"b", 2.0=>"c"}'],
    ['the last of two keys', 'y: {a: 1, a: 2}', '{"a"=>2}'],
    ['the first document', 'y: 1\n---\ny: 2', '1'],
  ])('with %s', async (_, content, value) => {
    expect(await inspected('YAML.load_file("d.yml")["y"]', 'd.yml', content)).toBe(value);
  });

  it('and shares what an alias stands for', async () => {
    const code = 'all = YAML.load_file("d.yml"); all["b"] << 2; all["a"]';
    expect(await inspected(code, 'd.yml', 'a: &x [1]\nb: *x')).toBe('[1, 2]');
  });
});

describe('JSON is read as Ruby reads it', () => {
  it.each([
    ['2.0', '2.0'],
    ['2', '2'],
    ['-0', '0'],
    ['1e3', '1000.0'],
    ['":sym"', '":sym"'],
    ['"2.0 \\" 3.0"', '"2.0 \\" 3.0"'],
    ['"2022-08-10"', '"2022-08-10"'],
    ['{"10": 1, "2": [null, true]}', '{"10"=>1, "2"=>[nil, true]}'],
    ['{"__proto__": 1}', '{"__proto__"=>1}'],
    ['12345678901234567890', UNKNOWN],
    ['tru', UNKNOWN],
  ])('%s', async (content, value) => {
    const code = 'JSON.parse(File.read("d.json"))["a"]';
    expect(await inspected(code, 'd.json', `{\n\t"a": ${content}\n}`)).toEqual(value);
  });

  it.each([
    ['symbolize_names: true', '{:a=>1}'],
    ['object_class: OpenStruct', UNKNOWN],
  ])('with %s', async (option, value) => {
    const code = `JSON.parse(File.read("d.json"), ${option})`;
    expect(await inspected(code, 'd.json', '{"a": 1}')).toEqual(value);
  });

  it('and rescued when it is none', async () => {
    const code = 'begin; JSON.parse("{"); rescue JSON::ParserError; "none"; end';
    expect(await inspected(code, 'd.json', '')).toBe('"none"');
  });
});

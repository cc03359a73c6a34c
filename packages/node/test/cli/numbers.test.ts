import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/cli/errors.ts';
import { arrangeExamples } from '../../src/cli/io/arrange-examples.ts';
import { writeFileAtomic } from '../../src/cli/io/atomic.ts';
import type { Numbers } from '../../src/cli/io/numbers.ts';
import { readExamples, writeNumbers } from '../../src/cli/io/numbers-file.ts';
import { decodeTexts, numbersOfTexts } from '../../src/cli/io/texts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-numbers-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { shape, data } = (await readExamples(path, (sentence) => notes.push(sentence))) as Numbers;
  return { shape, data: [...data] };
}

/** What reading found worth telling. */
let notes: string[] = [];
beforeEach(() => {
  notes = [];
});

/** Files written by numpy 2.4.6: `numpy.save(file, array)`, base64. */
const npyHeader = (descr: string, shape: string, fortran = 'False') =>
  `\x93NUMPY\x01\x00v\x00${`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117)}\n`;
const npy = (descr: string, shape: string, data: string, fortran?: string) =>
  Buffer.concat([Buffer.from(npyHeader(descr, shape, fortran), 'latin1'), Buffer.from(data, 'base64')]);

describe('.npy', () => {
  it.each([
    ['float32', npy('<f4', '(1, 3)', 'AADAPwAAEMAAAEBA'), [1, 3], [1.5, -2.25, 3]],
    ['float16', npy('<f2', '(1, 2)', 'ADgAPA=='), [1, 2], [0.5, 1]],
    ['int64, one axis', npy('<i8', '(2,)', 'BwAAAAAAAAD4/////////w=='), [2], [7, -8]],
    ['big endian', npy('>f4', '(2,)', 'P8AAAMAQAAA='), [2], [1.5, -2.25]],
    ['big endian int16', npy('>i2', '(2,)', 'AAH/gA=='), [2], [1, -128]],
    ['truth values', npy('|b1', '(3,)', 'AQAB'), [3], [1, 0, 1]],
    ['Fortran order', npy('|u1', '(2, 3)', 'AQQCBQMG', 'True'), [2, 3], [1, 2, 3, 4, 5, 6]],
    [
      'Fortran order of three axes',
      npy('|u1', '(2, 2, 2)', 'AQUDBwIGBAg=', 'True'),
      [2, 2, 2],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ],
    ['uint8, three axes', npy('|u1', '(1, 2, 2)', 'AQIDBA=='), [1, 2, 2], [1, 2, 3, 4]],
  ])('reads %s', async (_, bytes, shape, data) => {
    expect(await read('x.npy', bytes)).toEqual({ shape, data });
  });

  it.each([
    ['complex', npy('<c16', '(1,)', 'AAAAAAAAAAAAAAAAAADwPw=='), 'c16'],
    ['text', npy('<U2', '(1,)', 'YQAAAGIAAAA='), 'U2'],
    ['objects', npy('|O', '(2,)', 'gASVAA=='), 'holds Python objects (|O); save x.astype("float32")'],
    [
      'whole numbers that float64 cannot hold',
      npy('<i8', '(1,)', 'AQAAAAAAIAA='),
      'number 1 is 9007199254740993',
    ],
    [
      'records',
      Buffer.from(
        "\x93NUMPY\x01\x00\x40\x00{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }  \n",
        'latin1',
      ),
      'records with fields',
    ],
    [
      'a file that is cut off',
      npy('<f4', '(1, 3)', 'AADAPwAAEMA='),
      'is cut off: it says 3 numbers and holds 2',
    ],
    ['a file that is cut off within a number', npy('<f4', '(1, 3)', 'AADAPwAAEA=='), 'is cut off'],
    ['a file that is cut off within its header', npy('<f4', '(1, 3)', '').subarray(0, 40), 'is cut off'],
    ['a few bytes', npy('<f4', '(1, 3)', '').subarray(0, 8), 'is cut off'],
    ['no array at all', Buffer.from('hello'), 'not a NumPy array'],
    ['nothing', Buffer.alloc(0), 'not a NumPy array'],
  ])('refuses %s', async (_, bytes, words) => {
    await expect(read('x.npy', bytes)).rejects.toThrow(words);
    await expect(read('x.npy', bytes)).rejects.toThrow(UserError);
  });
});

describe('.npz', () => {
  const array = (bytes: number[]) =>
    npy('|u1', `(1, ${bytes.length})`, Buffer.from(bytes).toString('base64'));

  it('holds an array for each input, by name', async () => {
    const path = join(folder, 'x.npz');
    await writeFile(
      path,
      zipSync({ 'a.npy': array([1, 2]), 'b.npy': array([3]), 'notes.txt': Buffer.from('x') }),
    );
    const examples = (await readExamples(path, () => {})) as ReadonlyMap<string, Numbers>;
    expect([...examples].map(([name, { data }]) => [name, [...data]])).toEqual([
      ['a', [1, 2]],
      ['b', [3]],
    ]);
  });

  it.each([
    ['what is no zip', Buffer.from('hello'), 'not a file of arrays'],
    ['a zip without arrays', zipSync({ 'a.txt': Buffer.from('x') }), 'holds no arrays'],
    ['an array that is damaged', zipSync({ 'a.npy': Buffer.from('x') }), 'array "a" is not a NumPy array'],
  ])('refuses %s', async (_, bytes, words) => {
    await expect(read('x.npz', bytes)).rejects.toThrow(words);
  });

  it('is not written', async () => {
    const numbers = { shape: [1], data: Float64Array.of(1) };
    await expect(writeNumbers(join(folder, 'y.npz'), numbers)).rejects.toThrow(
      'must end in one of .npy, .csv, .json,',
    );
  });
});

describe('.csv', () => {
  it('reads rows with and without a header', async () => {
    const expected = { shape: [2, 2], data: [1, -2.5, 3e-4, 4] };
    expect(await read('x.csv', '1,-2.5\n3e-4,4\n')).toEqual(expected);
    expect(await read('x.csv', '\ufeffalcohol, ash\r\n1, -2.5\r\n\r\n.3e-3,+4')).toEqual(expected);
  });

  it.each([
    ['semicolons', 'a;b\n1.5;2\n'],
    ['tabs', '1.5\t2\n'],
  ])('reads %s', async (_, text) => {
    expect(await read('x.csv', text)).toEqual({ shape: [1, 2], data: [1.5, 2] });
    expect(notes).toEqual([]);
  });

  it('takes 0, 1, 2 for the header that pandas writes, and says so', async () => {
    expect(await read('x.csv', '0,1,2\n5,6,7\n')).toEqual({ shape: [1, 3], data: [5, 6, 7] });
    expect(notes).toEqual([
      expect.stringContaining('the first row is 0 to 2 in order and was taken for a header'),
    ]);
    expect(await read('x.csv', '0,1,2\n')).toEqual({ shape: [1, 3], data: [0, 1, 2] });
    expect(await read('x.csv', '0,1\n5,6\n')).toEqual({ shape: [2, 2], data: [0, 1, 5, 6] });
  });

  it.each([
    [
      'a first row without numbers that names nothing',
      'nan,n/a\n1,2\n',
      'line 1, column 1 is "nan"; give every example all its numbers',
    ],
    ['decimal commas', 'a;b\n1,5;2\n', 'line 2, column 1 is "1,5"; write decimals with a point'],
    ['a word after empty lines', '1,2\n\n\n3,x\n', 'line 4, column 2 is "x"'],
    ['a word below the header', 'a,b\n1,2\n3,x\n', 'line 3, column 2 is "x"'],
    ['an empty cell', '1,2\n3,\n', 'line 2, column 2 is ""'],
    ['hexadecimal', 'a\n0x10\n', 'line 2, column 1 is "0x10"'],
    ['a ragged row', '1,2\n3\n', 'not a table'],
    ['a header alone', 'a,b\n', 'no rows'],
    ['nothing', '', 'no rows'],
    ['what overflows binary64', '1\n1e999\n', 'number 2 is Infinity'],
  ])('refuses %s', async (_, text, words) => {
    await expect(read('x.csv', text)).rejects.toThrow(words);
  });
});

describe('.json', () => {
  it('reads nested arrays', async () => {
    expect(await read('x.json', '[1, 2]')).toEqual({ shape: [2], data: [1, 2] });
    expect(await read('x.json', '[[[1], [2]], [[3], [4]]]')).toEqual({
      shape: [2, 2, 1],
      data: [1, 2, 3, 4],
    });
  });

  it('reads a list of texts as their bytes', async () => {
    expect(await read('x.json', '["ab", "é!c"]')).toEqual({
      shape: [2, 4],
      data: [0x61, 0x62, 0xff, 0xff, 0xc3, 0xa9, 0x21, 0x63],
    });
  });

  it.each([
    ['an object of numbers', '{"a": 1}', 'input "a" must hold an array'],
    ['an empty object', '{}', 'holds no arrays'],
    ['a number', '1', 'must hold an array'],
    ['text where a number belongs', '[1, "2"]', 'holds "2"'],
    ['null', '[[1], [null]]', 'holds null'],
    ['ragged arrays', '[[1, 2], [3]]', 'ragged'],
    ['mixed depth', '[[1, 2], 3]', 'ragged'],
    ['broken text', '[1,', 'not JSON'],
  ])('refuses %s', async (_, text, words) => {
    await expect(read('x.json', text)).rejects.toThrow(words);
  });
});

describe('any format', () => {
  it.each(['npy', 'csv', 'json'])('reads back the same binary64 numbers from .%s', async (extension) => {
    const path = join(folder, `back.${extension}`);
    const rows = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 3,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 4 }), async (examples) => {
        // A minus sign before zero is not written by JSON and CSV.
        const data = Float64Array.from(examples.flat(), (number) => (number === 0 ? 0 : number));
        await writeNumbers(path, { shape: [examples.length, 3], data });
        expect(await readExamples(path, () => {})).toEqual({ shape: [examples.length, 3], data });
      }),
      { numRuns: 50 },
    );
  });

  it('names the path and what to do', async () => {
    const missing = join(folder, 'missing.csv');
    await expect(readExamples(missing, () => {})).rejects.toThrow(
      `${missing}: cannot be read (no such file); check the path.`,
    );
    await expect(readExamples(folder.concat('.xls'), () => {})).rejects.toThrow(
      'must end in one of .npy, .npz, .csv, .txt, .json',
    );
  });
});

describe('examples for the inputs of a model', () => {
  const array = (...shape: number[]): Numbers => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  });
  const image = [{ name: 'image', shape: [4, 4, 3] }];
  const grey = [{ name: 'image', shape: [4, 4, 1] }];
  const row = [{ name: 'row', shape: [4] }];
  const number = [{ name: 'x', shape: [1] }];
  const two = [
    { name: 'a', shape: [2] },
    { name: 'b', shape: [3, 1] },
  ];
  const mixed = [
    { name: 'text', shape: [4], isText: true },
    { name: 'so_far', shape: [2] },
  ];
  const named = (...entries: [string, Numbers][]) => new Map(entries);

  it.each([
    [array(2, 4, 4, 3), image, 2],
    [array(4, 4, 3), image, 1],
    [array(2, 48), image, 2],
    [array(48), image, 1],
    [array(3, 4, 4), grey, 3],
    [array(4, 4), grey, 1],
    [array(5, 4), row, 5],
    [array(5, 4, 1), row, 5],
    [array(4), row, 1],
    [array(1, 4), row, 1],
    [array(7), number, 7],
    [array(2, 5), two, 2],
    [array(5), two, 1],
  ])('shape of case %#', (examples, ports, count) => {
    expect(arrangeExamples('x.npy', examples, ports)).toEqual({ count, data: examples.data });
  });

  it.each([
    [
      array(2, 3, 4, 4),
      image,
      'the model takes 48 numbers an example and the file has the shape (2, 3, 4, 4); give the shape (n, 4, 4, 3), or a row of 48 numbers for each example.',
    ],
    [array(2, 4, 12), image, 'has the shape (2, 4, 12)'],
    [array(4, 1), row, 'has the shape (4, 1); give a row of 4 numbers for each example.'],
    [array(8), row, 'has the shape (8,)'],
    [array(0), row, 'has the shape (0,)'],
    [array(0, 4), row, 'has the shape (0, 4)'],
    [
      array(2, 4),
      two,
      'takes 5 numbers an example ("a" (2,), "b" (3, 1)) and the file has the shape (2, 4); give a row of 5 numbers for each example, or a .npz',
    ],
    [
      named(['a', array(2, 2)], ['c', array(2, 3)]),
      two,
      'has arrays "a", "c" and the model has inputs "a", "b"',
    ],
    [named(['a', array(2, 2)]), two, 'has arrays "a" and the model has inputs "a", "b"'],
    [named(['a', array(2, 2)], ['b', array(3, 3)]), two, '"a" has 2 examples and "b" has 3'],
    [
      named(['a', array(2, 2)], ['b', array(2, 2)]),
      two,
      'input "b" takes (3, 1) an example and its array has the shape (2, 2)',
    ],
  ])('refuses what only adds up, case %#', (examples, ports, words) => {
    expect(() => arrangeExamples('x.npy', examples, ports)).toThrow(UserError);
    expect(() => arrangeExamples('x.npy', examples, ports)).toThrow(words);
  });

  it('puts arrays of several inputs together, by name or in order', () => {
    const data = Float64Array.of(0, 1, 0, 1, 2, 2, 3, 3, 4, 5);
    const [a, b] = [array(2, 2), array(2, 3, 1)];
    expect(arrangeExamples('x.npz', named(['b', b], ['a', a]), two)).toEqual({ count: 2, data });
    expect(arrangeExamples('x.npz', named(['arr_0', a], ['arr_1', b]), two)).toEqual({ count: 2, data });
    expect(arrangeExamples('x.npz', named(['whatever', array(5, 4)]), row).count).toBe(5);
  });

  it('puts texts beside the numbers of other inputs', () => {
    const given = named(['so_far', array(2, 2)], ['text', numbersOfTexts(['ab', 'abc'])]);
    expect(arrangeExamples('x.json', given, mixed)).toEqual({
      count: 2,
      data: Float64Array.of(0x61, 0x62, 0xff, 0xff, 0, 1, 0x61, 0x62, 0x63, 0xff, 2, 3),
    });
  });

  it.each([
    [numbersOfTexts(['abcde', 'f']), array(2, 2), 'x.json: text 1 has more than 4 bytes'],
    [array(2, 4), numbersOfTexts(['a', 'b']), 'input "so_far" takes numbers and is given texts'],
    [numbersOfTexts(['a']), array(2, 2), '"text" has 1 examples and "so_far" has 2'],
  ])('refuses texts that do not fit, case %#', (text, soFar, words) => {
    const given = named(['text', text], ['so_far', soFar]);
    expect(() => arrangeExamples('x.json', given, mixed)).toThrow(words);
  });
});

describe('writeFileAtomic', () => {
  it('leaves the old file whole and nothing beside it when writing fails', async () => {
    const inner = await mkdtemp(join(folder, 'atomic-'));
    const path = join(inner, 'out.bin');
    await writeFileAtomic(path, Uint8Array.of(1));
    await writeFileAtomic(path, Uint8Array.of(2, 3));
    expect([...(await readFile(path))]).toEqual([2, 3]);
    await expect(writeFileAtomic(join(inner, 'no', 'out.bin'), Uint8Array.of(4))).rejects.toThrow(UserError);
    await expect(writeFileAtomic(inner, Uint8Array.of(4))).rejects.toThrow('cannot be written');
    expect(await readdir(inner)).toEqual(['out.bin']);
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.tmp'));
  });
});

describe('texts', () => {
  const lines = (text: string | Uint8Array) =>
    decodeTexts(typeof text === 'string' ? Buffer.from(text) : text);
  it('a line each, filled up to the longest; a line may be empty, and the last one is none', () => {
    expect(lines('é\r\n\nab\n').examples).toEqual({
      shape: [3, 2],
      data: Float64Array.of(0xc3, 0xa9, 0xff, 0xff, 0x61, 0x62),
      isText: true,
    });
    expect(lines('\n').examples).toEqual({ shape: [1, 1], data: Float64Array.of(0xff), isText: true });
    expect(() => lines('')).toThrow('holds no texts');
    expect(() => lines(Uint8Array.of(0xc3, 0x0a))).toThrow('is no UTF-8');
  });

  it('are filled up to what a text port takes, and go nowhere else', () => {
    const text = { name: 'text', shape: [4], isText: true };
    const { examples } = lines('ab\nabc\n');
    expect(arrangeExamples('x.txt', examples, [text]).data).toEqual(
      Float64Array.of(0x61, 0x62, 0xff, 0xff, 0x61, 0x62, 0x63, 0xff),
    );
    expect(() => arrangeExamples('x.txt', examples, [{ ...text, shape: [2] }])).toThrow(
      'x.txt: text 2 has more than 2',
    );
    for (const ports of [[{ ...text, isText: false }], [text, text], []]) {
      expect(() => arrangeExamples('x.txt', examples, ports)).toThrow('holds texts');
    }
  });
});

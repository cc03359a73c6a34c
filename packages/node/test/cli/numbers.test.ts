import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/cli/errors.ts';
import { writeFileAtomic } from '../../src/cli/io/atomic.ts';
import { readNumbers, writeNumbers } from '../../src/cli/io/numbers-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-numbers-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { shape, data } = await readNumbers(path);
  return { shape, data: [...data] };
}

/** Files written by numpy 2.4.6: `numpy.save(file, array)`, base64. */
const npyHeader = (descr: string, shape: string, fortran = 'False') =>
  `\x93NUMPY\x01\x00v\x00${`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117)}\n`;
const npy = (descr: string, shape: string, data: string, fortran?: string) =>
  Buffer.concat([Buffer.from(npyHeader(descr, shape, fortran), 'latin1'), Buffer.from(data, 'base64')]);

describe('.npy', () => {
  it.each([
    ['float32', npy('<f4', '(1, 3)', 'AADAPwAAEMAAAEBA'), [1, 3], [1.5, -2.25, 3]],
    ['float16', npy('<f2', '(1, 2)', 'ADgAPA=='), [1, 2], [0.5, 1]],
    ['int64, one example', npy('<i8', '(2,)', 'BwAAAAAAAAD4/////////w=='), [1, 2], [7, -8]],
    ['uint8, three axes', npy('|u1', '(1, 2, 2)', 'AQIDBA=='), [1, 2, 2], [1, 2, 3, 4]],
  ])('reads %s', async (_, bytes, shape, data) => {
    expect(await read('x.npy', bytes)).toEqual({ shape, data });
  });

  it.each([
    ['complex', npy('<c16', '(1,)', 'AAAAAAAAAAAAAAAAAADwPw=='), 'c16'],
    ['text', npy('<U2', '(1,)', 'YQAAAGIAAAA='), 'U2'],
    ['big endian', npy('>f4', '(2,)', 'P8AAAEAAAAA='), '>f4'],
    ['Fortran order', npy('<f4', '(2, 1)', 'AADAPwAAEMA=', 'True'), 'ascontiguousarray'],
    ['a truncated file', npy('<f4', '(1, 3)', 'AADAPwAAEMA='), 'truncated'],
    ['no array at all', Buffer.from('hello'), 'not a NumPy array'],
    ['nothing', Buffer.alloc(0), 'not a NumPy array'],
  ])('refuses %s', async (_, bytes, words) => {
    await expect(read('x.npy', bytes)).rejects.toThrow(words);
    await expect(read('x.npy', bytes)).rejects.toThrow(UserError);
  });
});

describe('.csv', () => {
  it('reads rows with and without a header', async () => {
    const expected = { shape: [2, 2], data: [1, -2.5, 3e-4, 4] };
    expect(await read('x.csv', '1,-2.5\n3e-4,4\n')).toEqual(expected);
    expect(await read('x.csv', '\ufeffalcohol, ash\r\n1, -2.5\r\n\r\n.3e-3,+4')).toEqual(expected);
  });

  it.each([
    ['a word below the header', 'a,b\n1,2\n3,x\n', 'row 3, column 2 is "x"'],
    ['an empty cell', '1,2\n3,\n', 'row 2, column 2 is ""'],
    ['hexadecimal', 'a\n0x10\n', 'row 2, column 1 is "0x10"'],
    ['a ragged row', '1,2\n3\n', 'not a table'],
    ['a header alone', 'a,b\n', 'no rows'],
    ['nothing', '', 'no rows'],
    ['what overflows binary64', '1\n1e999\n', 'number 2 is Infinity'],
  ])('refuses %s', async (_, text, words) => {
    await expect(read('x.csv', text)).rejects.toThrow(words);
  });
});

describe('.json', () => {
  it('takes a flat array for one example', async () => {
    expect(await read('x.json', '[1, 2]')).toEqual({ shape: [1, 2], data: [1, 2] });
    expect(await read('x.json', '[[[1], [2]], [[3], [4]]]')).toEqual({
      shape: [2, 2, 1],
      data: [1, 2, 3, 4],
    });
  });

  it.each([
    ['an object', '{"a": 1}', 'must hold an array'],
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
        expect(await readNumbers(path)).toEqual({ shape: [examples.length, 3], data });
      }),
      { numRuns: 50 },
    );
  });

  it('names the path and what to do', async () => {
    const missing = join(folder, 'missing.csv');
    await expect(readNumbers(missing)).rejects.toThrow(
      `${missing}: cannot be read (no such file); check the path.`,
    );
    await expect(readNumbers(folder.concat('.txt'))).rejects.toThrow('must end in one of .npy, .csv, .json');
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

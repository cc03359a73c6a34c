import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelRegistryAbi, predictAbi } from '@evm-ml/evm/viem';
import fc from 'fast-check';
import {
  concat,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionData,
  erc1155Abi,
  type Hex,
  pad,
  parseAbi,
  toEventSelector,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem';
import { describe, expect, test } from 'vitest';
import { parseArgument } from '../src/contract/parse-argument.ts';
import { decodeCall } from '../src/decode/decode-call.ts';
import { decodeError } from '../src/decode/decode-error.ts';
import { decodeLog } from '../src/decode/decode-log.ts';
import { decodePrediction } from '../src/decode/decode-prediction.ts';
import { keepOwnAbi } from '../src/decode/own-abis.ts';
import { parseAbiText } from '../src/decode/parse-abi.ts';
import { showValue } from '../src/decode/show-value.ts';
import { showLines, showText } from '../src/format/shorten.ts';
import { parseNumbers } from '../src/playground/parse-numbers.ts';
import { parseTable } from '../src/playground/parse-table.ts';
import { castLine, soliditySnippet } from '../src/playground/snippets.ts';

const registry = '0x4D4C000000000000000000000000000000000002';
const hex = fc.uint8Array({ maxLength: 400 }).map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`);

test('no source of the page makes markup or a program of a text', () => {
  const folder = fileURLToPath(new URL('../src', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(50);
  const ways =
    /innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|srcdoc|DOMParser|\beval\(|new Function|javascript:/;
  expect(sources.filter((name) => ways.test(readFileSync(join(folder, name), 'utf8')))).toEqual([]);
});

test('text that hides, turns or breaks is shown by its numbers, all other text as it is', () => {
  expect(showText('a\u202Eb\u0000c\u200Bd\ne')).toBe('a\\u{202e}b\\u{0}c\\u{200b}d\\u{a}e');
  expect(showText('Čuvaška – 酒 <b>"\'')).toBe('Čuvaška – 酒 <b>"\'');
  expect(showText('\uD800')).toBe('\\u{d800}');
  expect(showLines('a\r\n\tb\u202E\u0000')).toBe('a\r\n\tb\\u{202e}\\u{0}');
});

test('however large a value is, what is shown of it is short', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, maxDepth: 4 }), (value) => {
      fc.pre(typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null);
      expect(showValue(value).length).toBeLessThanOrEqual(600);
    }),
  );
  expect(showValue(new Array(1e6).fill(1n))).toMatch(/and 999,976 more\]$/);
});

describe('what anybody may put on a chain is decoded or not, and nothing is thrown', () => {
  test('calls, logs, errors, predictions', () => {
    fc.assert(
      fc.property(hex, fc.constantFrom(registry, `0x${'11'.repeat(20)}`), (data, to) => {
        decodeCall(to, data);
        decodeLog(to, [`0x${'ab'.repeat(32)}`], data);
        decodePrediction(data, data);
        expect(decodeError(data).length).toBeLessThan(700);
      }),
    );
  });

  test('a known selector with arguments that do not fit is no known call', () => {
    const data = encodeFunctionData({ abi: modelRegistryAbi, functionName: 'freeze', args: ['acme.a'] });
    expect(decodeCall(registry, data)).toMatchObject({
      name: 'freeze',
      args: [{ type: 'string', value: 'acme.a' }],
    });
    expect(decodeCall(registry, data.slice(0, 74) as Hex)).toBeUndefined();
    // What the registry understands is not what another contract means.
    expect(decodeCall(`0x${'11'.repeat(20)}`, data)).toBeUndefined();
  });

  test('tokens of each standard', () => {
    const [token, one] = [`0x${'11'.repeat(20)}` as const, pad('0x1')];
    const batch = encodeFunctionData({
      abi: erc1155Abi,
      functionName: 'safeBatchTransferFrom',
      args: [token, token, [1n], [2n], '0x'],
    });
    expect(decodeCall(token, batch)?.name).toBe('safeBatchTransferFrom');
    const single = toEventSelector('TransferSingle(address,address,address,uint256,uint256)');
    expect(decodeLog(token, [single, one, one, one], concat([one, one]))?.name).toBe('TransferSingle');
  });

  test('reasons, panics, errors of PREDICT', () => {
    const reason = encodeErrorResult({
      abi: parseAbi(['error Error(string)']),
      errorName: 'Error',
      args: ['no\u202E'],
    });
    expect(decodeError(reason)).toBe('no\\u{202e}');
    const panic = encodeErrorResult({
      abi: parseAbi(['error Panic(uint256)']),
      errorName: 'Panic',
      args: [17n],
    });
    expect(decodeError(panic)).toBe('Panic(17)');
    expect(decodeError('0x')).toBe('reverted without a reason');
    expect(decodeError('0x12345678')).toBe('an error that this page does not know: 0x12345678');
  });

  test('a prediction in the units of its model', () => {
    const call = encodeFunctionData({
      abi: predictAbi,
      functionName: 'predict',
      args: ['a.b', [15n * 10n ** 17n, -1n]],
    });
    expect(decodePrediction(call)).toEqual({ input: [1.5, -1e-18] });
    expect(decodePrediction(call, '0x')).toEqual({ input: [1.5, -1e-18] });
    expect(decodePrediction(call, '0x1234')).toBeUndefined();
  });

  test('a prediction about a text', () => {
    const text = `<b onload=window.hacked=1>\u202E`;
    const args = ['a.b', text] as const;
    const called = (functionName: 'predictText' | 'predictFromText' | 'predictClassFromText') =>
      encodeFunctionData({ abi: predictAbi, functionName, args });
    const answer = (type: string, value: unknown) => encodeAbiParameters([{ type }], [value]);
    const input = text;
    expect(decodePrediction(called('predictText'), answer('string', text))).toEqual({
      input,
      output: text,
    });
    expect(decodePrediction(called('predictFromText'), answer('int256[]', [10n ** 18n]))).toEqual({
      input,
      output: [1],
    });
    expect(decodePrediction(called('predictClassFromText'), answer('uint256', 3n))).toEqual({
      input,
      best: 3,
    });
    expect(decodePrediction(called('predictText'))).toEqual({ input });
  });
});

describe('an ABI that somebody gives', () => {
  const f = { type: 'function', name: 'f', stateMutability: 'view', inputs: [], outputs: [] };
  const parameter = (type: string, others = {}) => ({ ...f, inputs: [{ name: 'a', type, ...others }] });

  test.each([
    ['no JSON', '<b>', 'This is no JSON.'],
    ['no list', '{"abi": 1}', 'Expected a list'],
    ['nothing', 'null', 'Expected a list'],
    ['nothing to show', '[{"type": "constructor"}]', 'no function, event or error'],
    ['a name that is markup', [{ ...f, name: '<img src=x>' }], 'Entry 1'],
    ['a name that turns', [{ ...f, name: 'a\u202Eb' }], 'Entry 1'],
    ['no name', [f, { type: 'event', inputs: [] }], 'Entry 2'],
    ['an argument whose name is markup', [parameter('bool', { name: '"><svg onload=x>' })], 'Entry 1'],
    ['a type that is none', [parameter('uint256<b>')], 'Entry 1'],
    ['a tuple of nothing', [parameter('tuple[]')], 'Entry 1'],
    ['a list where one is none', [{ ...f, inputs: null }], 'Entry 1'],
    ['a type that is no text', [{ ...f, outputs: [{ type: ['uint256'] }] }], 'Entry 1'],
    ['too much', new Array(1_001).fill(f), '1000 entries'],
    ['too long', `"${'x'.repeat(1_000_001)}"`, 'a megabyte'],
  ])('is refused: %s', (_, given, reason) => {
    const parsed = parseAbiText(typeof given === 'string' ? given : JSON.stringify(given));
    expect('error' in parsed && parsed.error).toContain(reason);
  });

  test('too deep is refused, and nothing but what is read of it is kept', () => {
    let deep: object = { name: 'a', type: 'bool' };
    for (let depth = 0; depth < 10; depth++) deep = { name: 'a', type: 'tuple', components: [deep] };
    expect(parseAbiText(JSON.stringify([{ ...f, inputs: [deep] }]))).toHaveProperty('error');
    // What a compiler leaves out is filled in, so that no part of the page misses it.
    const given = '{"abi": [{"type": "function", "name": "f", "__proto__": {"x": 1}, "extra": "<b>"}]}';
    expect(parseAbiText(given)).toEqual({
      abi: [{ type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'nonpayable' }],
    });
  });

  test('what it takes in is shown and decoded, and nothing is thrown', () => {
    const types = fc.constantFrom(
      'uint256',
      'uint999',
      'bytes99',
      'string[2][]',
      'address[9999][9999]',
      'function',
    );
    const names = fc.constantFrom('a', '__proto__', 'constructor', 'toString', '');
    const parameters = fc.array(fc.record({ name: names, type: types, indexed: fc.boolean() }), {
      maxLength: 5,
    });
    const item = fc.record({
      type: fc.constantFrom('function', 'event', 'error'),
      name: fc.constantFrom('f', '__proto__', 'constructor'),
      inputs: parameters,
      outputs: parameters,
    });
    const address = `0x${'22'.repeat(20)}` as const;
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), hex, (items, data) => {
        const parsed = parseAbiText(JSON.stringify(items));
        if (!('abi' in parsed)) return;
        keepOwnAbi(address, parsed.abi);
        for (const entry of parsed.abi) {
          if (entry.type === 'function') {
            expect(toFunctionSignature(entry).length).toBeLessThan(500);
            decodeCall(address, concat([toFunctionSelector(entry), data]));
            decodeError(concat([toFunctionSelector(entry), data]));
          } else if (entry.type === 'event') decodeLog(address, [toEventSelector(entry), pad('0x1')], data);
        }
      }),
    );
    keepOwnAbi(address, undefined);
  });
});

test('arguments that somebody types', () => {
  const parse = (type: string, text: string, others = {}) =>
    parseArgument({ name: 'a', type, ...others }, text);
  expect(parse('uint256', ' 0x10 ')).toBe(16n);
  expect(parse('int8[2]', '["-1", 2]')).toEqual([-1n, 2n]);
  expect(parse('string', ' <b> ')).toBe(' <b> ');
  const components = [
    { name: 'x', type: 'uint8' },
    { name: '__proto__', type: 'bool' },
  ];
  const tuple = parse('tuple', '{"x": 7, "__proto__": true}', { components }) as object;
  expect(Object.getPrototypeOf(tuple)).toBe(Object.prototype);
  for (const [type, text] of [
    ['uint256', '1.5'],
    ['uint256', '9'.repeat(79)],
    ['uint256[]', '[9007199254740993]'],
    ['uint256[3]', '["1"]'],
    ['uint256[]', 'nothing'],
    ['address', '0x12'],
    ['bool', '1'],
    ['bytes', '0x1'],
  ] as const)
    expect(() => parse(type, text), `${type} ${text}`).toThrow(/^a \(/);
});

test('rows of a file', () => {
  expect(parseTable('\uFEFFa,b\r\n"1","2"\n\n3,4\r')).toEqual({
    header: 'a, b',
    rows: ['1, 2', '3, 4'],
  });
  expect(parseTable('1;2')).toEqual({ header: undefined, rows: ['1, 2'] });
  expect(parseTable('"a"\t"c ""d"""\n1\t2')).toEqual({ header: 'a, c "d"', rows: ['1, 2'] });
  expect(parseTable('1,"2')).toEqual({ error: expect.stringMatching(/^The file is no table: Quote /) });
  expect(parseTable('1,2\n3')).toEqual({ header: undefined, rows: ['1, 2', '3'] });
  expect(parseTable(' \n')).toEqual({ error: 'The file has no rows.' });
  expect(parseTable('a,b')).toEqual({ error: 'The file has no rows below its names.' });
  expect(parseTable('1\n'.repeat(100_001))).toEqual({ error: 'The file has more than 100000 rows.' });
});

describe('snippets', () => {
  test('a name cannot leave its quotes', () => {
    const name = `a'; rm -rf ~; "\\\n`;
    const question = { model: name, input: [1n], wantsText: false };
    expect(castLine(question, 'http://h/')).toContain(
      `'a'\\''; rm -rf ~; "\\\n' '[1]' --rpc-url 'http://h/'`,
    );
    expect(soliditySnippet(question)).toContain(`Predict.predict("a'; rm -rf ~; \\x22\\x5c\\x0a", input)`);
  });

  test('a text cannot leave its quotes, and is the same bytes in Solidity', () => {
    const question = { model: 'a.b', input: `ß'"😀`, wantsText: true };
    expect(castLine(question, 'http://h/')).toContain(
      `"predictText(string,string)(string)" 'a.b' 'ß'\\''"😀' --rpc-url`,
    );
    expect(soliditySnippet(question)).toContain(
      `returns (string memory answer) {\n        return Predict.predictText("a.b", "\\xc3\\x9f'\\x22\\xf0\\x9f\\x98\\x80");`,
    );
    const numbers = { ...question, wantsText: false };
    expect(castLine(numbers, 'http://h/')).toContain('"predictFromText(string,string)(int256[])"');
    expect(soliditySnippet(numbers)).toContain('Predict.predictFromText("a.b", ');
  });

  test('long inputs are counted', () => {
    expect(soliditySnippet({ model: 'a.b', input: new Array(784).fill(0n), wantsText: false })).toContain(
      '// and so on, 784 numbers in all',
    );
  });
});

test('numbers of a row', () => {
  expect(parseNumbers('[1, -2.5;3e2\t4\n5]')).toEqual({ numbers: [1, -2.5, 300, 4, 5] });
  expect(parseNumbers('')).toEqual({ numbers: [] });
  expect(parseNumbers('1, two')).toEqual({ error: '“two” is no number.' });
  expect(parseNumbers('Infinity')).toEqual({ error: '“Infinity” is no number.' });
});

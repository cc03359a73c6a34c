import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelRegistryAbi, predictAbi } from '@evm-ml/evm/viem';
import fc from 'fast-check';
import { encodeErrorResult, encodeFunctionData, type Hex, parseAbi } from 'viem';
import { describe, expect, test } from 'vitest';
import { decodeCall } from '../src/decode/decode-call.ts';
import { decodeError } from '../src/decode/decode-error.ts';
import { decodeLog } from '../src/decode/decode-log.ts';
import { decodePrediction } from '../src/decode/decode-prediction.ts';
import { showValue } from '../src/decode/show-value.ts';
import { showText } from '../src/format/shorten.ts';
import { parseNumbers } from '../src/playground/parse-numbers.ts';
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
});

describe('snippets', () => {
  test('a name cannot leave its quotes', () => {
    const name = `a'; rm -rf ~; "\\\n`;
    expect(castLine(name, [1n], 'http://h/')).toContain(
      `'a'\\''; rm -rf ~; "\\\n' '[1]' --rpc-url 'http://h/'`,
    );
    expect(soliditySnippet(name, [1n])).toContain(
      `Predict.predict("a'; rm -rf ~; \\u0022\\u005c\\u000a", input)`,
    );
  });

  test('long inputs are counted', () => {
    expect(soliditySnippet('a.b', new Array(784).fill(0n))).toContain('// and so on, 784 numbers in all');
  });
});

test('numbers of a row', () => {
  expect(parseNumbers('[1, -2.5;3e2\t4\n5]')).toEqual({ numbers: [1, -2.5, 300, 4, 5] });
  expect(parseNumbers('')).toEqual({ numbers: [] });
  expect(parseNumbers('1, two')).toEqual({ error: '“two” is no number.' });
  expect(parseNumbers('Infinity')).toEqual({ error: '“Infinity” is no number.' });
});

import { hexToBytes, toFunctionSelector, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import { MAX_DECIMAL_LENGTH } from '../../src/floats/decimal/parse-decimal.ts';
import { analyzeFloats, FLOATS_ADDRESS, FLOATS_GAS } from '../../src/floats/index.ts';
import { ask, bits, calldata, errorOf, floatsAbi } from './support/call.ts';

const ONE = 0x3f800000;

function refusal(data: Uint8Array): string {
  const call = analyzeFloats(data);
  expect(call.gas).toBe(BigInt(FLOATS_GAS.refused));
  const { reverted, data: answer } = call.execute();
  expect(reverted).toBe(true);
  return errorOf(answer);
}

function failure(name: string, ...args: readonly unknown[]): string {
  const { reverted, data } = analyzeFloats(calldata(name, ...args)).execute();
  expect(reverted).toBe(true);
  return errorOf(data);
}

test('rule E1: the address', () => {
  expect(FLOATS_ADDRESS).toBe('0x0000000000000000000000000000000000004d4d');
});

describe('rules E4, E5: one call has one encoding', () => {
  const add = calldata('add32', ONE, ONE, 0);
  const text = calldata('fromString32', '1.5', 0);
  const changed = (data: Uint8Array, at: number, value: number) => {
    const copy = data.slice();
    copy[at] = value;
    return copy;
  };

  test('what viem encodes is accepted', () => {
    expect(bits('add32', ONE, ONE, 0)).toEqual([0x40000000n, 0]);
    expect(bits('fromString32', '1.5', 0)).toEqual([0x3fc00000n, 0]);
  });

  for (const [what, data] of [
    ['nothing', new Uint8Array()],
    ['three bytes', add.slice(0, 3)],
    ['a selector alone', add.slice(0, 4)],
    ['a byte too few', add.slice(0, -1)],
    ['a byte too many', Uint8Array.of(...add, 0)],
    ['a word too many', Uint8Array.of(...add, ...new Uint8Array(32))],
    ['dirty high bits', changed(add, 4, 1)],
    ['a bit above uint32', changed(add, 4 + 27, 1)],
    ['a bool of 2', changed(calldata('compare32', ONE, ONE, true), 4 + 95, 2)],
    ['a text behind a gap', changed(text, 4 + 31, 0x60)],
    ['a text without a length', text.slice(0, 4 + 64)],
    ['a text longer than the calldata', changed(text, 4 + 95, 40)],
    ['a text of 2^248 characters', changed(text, 4 + 64, 1)],
    ['dirty padding', changed(text, text.length - 1, 1)],
    ['padding cut off', text.slice(0, -1)],
    ['padding of two words', Uint8Array.of(...text, ...new Uint8Array(32))],
  ] as const) {
    test(`${what} is refused`, () => {
      expect(refusal(data)).toBe('InvalidCalldata()');
    });
  }

  test('every function of the interface has its selector; others are unknown', () => {
    for (const item of floatsAbi) {
      if (item.type !== 'function') continue;
      const selector = hexToBytes(toFunctionSelector(item));
      expect(errorOf(analyzeFloats(selector).execute().data)).toBe('InvalidCalldata()');
    }
    expect(refusal(hexToBytes('0x00000000'))).toBe('UnknownSelector(0x00000000)');
    expect(refusal(Uint8Array.of(...hexToBytes('0xffffffff'), ...add.slice(4)))).toBe(
      'UnknownSelector(0xffffffff)',
    );
  });

  test('answers do not depend on the buffer that calldata lies in', () => {
    const buffer = new Uint8Array(add.length + 7);
    buffer.set(add, 5);
    const { data } = analyzeFloats(buffer.subarray(5, 5 + add.length)).execute();
    expect(data).toEqual(analyzeFloats(add).execute().data);
  });
});

describe('rule E5: arguments out of range', () => {
  test('rounding modes are 0 to 4', () => {
    expect(failure('add32', ONE, ONE, 5)).toBe('InvalidRounding(5)');
    expect(failure('exp32', ONE, 255)).toBe('InvalidRounding(255)');
    const data = calldata('add32', ONE, ONE, 0);
    data[4 + 64] = 1;
    const { reverted, data: answer } = analyzeFloats(data).execute();
    expect(reverted).toBe(true);
    expect(errorOf(answer)).toBe(`InvalidRounding(${2n ** 248n})`);
  });

  test('digits are 1 to 767', () => {
    expect(failure('toDecimal32', ONE, 0n, 0)).toBe('InvalidDigits(0)');
    expect(failure('toDecimal64', 1n, 768n, 0)).toBe('InvalidDigits(768)');
    expect(failure('toDecimal64', 1n, 2n ** 256n - 1n, 0)).toBe(`InvalidDigits(${2n ** 256n - 1n})`);
    expect(ask('toDecimal32', ONE, 1n, 0)).toEqual(['1e+0', 0]);
    const [text] = ask('toDecimal64', 0xfffffffffffffn, 767n, 1) as [string, number];
    expect(text).toHaveLength(767 + '.e-308'.length);
  });

  for (const text of [
    '',
    ' ',
    '1 ',
    ' 1',
    '+',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '0x10',
    '1_000',
    '--1',
    'infin',
    'nan(1)',
    'NaN ',
    '1e5.5',
    '١',
    '1\n',
    '1\0',
  ]) {
    test(`${JSON.stringify(text)} is no number`, () => {
      expect(failure('fromString64', text, 0)).toBe('InvalidDecimal()');
    });
  }

  test('texts have at most 2,048 characters', () => {
    expect(failure('fromString32', '1'.repeat(MAX_DECIMAL_LENGTH + 1), 0)).toBe('InvalidDecimal()');
    expect(bits('fromString32', '0'.repeat(MAX_DECIMAL_LENGTH - 1).concat('1'), 0)).toEqual([BigInt(ONE), 0]);
  });
});

describe('rule E6: gas', () => {
  const gas = (name: string, ...args: readonly unknown[]) => analyzeFloats(calldata(name, ...args)).gas;

  test('fixed prices', () => {
    expect(gas('add32', 0, 0, 0)).toBe(400n);
    expect(gas('fma64', 0n, 0n, 0n, 0)).toBe(400n);
    expect(gas('compare32', 0, 0, true)).toBe(300n);
    expect(gas('narrow', 0n, 0)).toBe(400n);
    expect(gas('exp32', 0, 0)).toBe(1600n);
    expect(gas('toString64', 0n)).toBe(1200n);
  });

  test('texts are paid for by the character, digits by the digit', () => {
    expect(gas('fromString32', '', 0)).toBe(500n);
    expect(gas('fromString32', '3.14', 0)).toBe(512n);
    expect(gas('toDecimal32', 0, 9n, 0)).toBe(536n);
    expect(gas('toDecimal32', 0, 2n ** 256n - 1n, 0)).toBe(500n);
  });

  test('what will be refused while it runs pays like what runs', () => {
    expect(gas('add32', ONE, ONE, 9)).toBe(400n);
    expect(gas('fromString32', 'x'.repeat(5000), 0)).toBe(500n + 15_000n);
  });
});

describe('rules E9, E10: decimal texts', () => {
  test.each([
    ['+1', 0x3f800000],
    ['-.5', 0xbf000000],
    ['5.', 0x40a00000],
    ['0.1', 0x3dcccccd],
    ['1E2', 0x42c80000],
    ['-0', 0x80000000],
    ['-0e999999999999999999999', 0x80000000],
    ['inf', 0x7f800000],
    ['-INFINITY', 0xff800000],
    ['+Infinity', 0x7f800000],
    ['-NaN', 0x7fc00000],
    ['1e-99999999999999999999', 0],
    ['1e99999999999999999999', 0x7f800000],
    [`0.${'0'.repeat(1000)}1e1001`, 0x3f800000],
    [`${'1'.padEnd(1001, '0')}e-1000`, 0x3f800000],
  ])('%s', (text, expected) => {
    expect(bits('fromString32', text, 0)[0]).toBe(BigInt(expected));
  });

  test('a midpoint and its neighbours, 1,074 places long', () => {
    // Half of the smallest subnormal of binary64, exactly.
    const half = (5n ** 1075n).toString().padStart(1075, '0');
    expect(bits('fromString64', `0.${half}`, 0)).toEqual([0n, 3]);
    expect(bits('fromString64', `0.${half}`, 4)).toEqual([1n, 3]);
    expect(bits('fromString64', `0.${half}1`, 0)).toEqual([1n, 3]);
    expect(bits('fromString64', `0.${half.slice(0, -1)}4`, 4)).toEqual([0n, 3]);
  });

  test.each([
    [0n, '0'],
    [0x8000000000000000n, '-0'],
    [0x7ff0000000000000n, 'Infinity'],
    [0xfff0000000000000n, '-Infinity'],
    [0x7ff0000000000001n, 'NaN'],
    [1n, '5e-324'],
    [0x7fefffffffffffffn, '1.7976931348623157e+308'],
    [0x4340000000000000n, '9007199254740992'],
    [0x3eb0c6f7a0b5ed8dn, '0.000001'],
    [0x444b1ae4d6e2ef50n, '1e+21'],
  ])('toString64 of %s', (value, expected) => {
    expect(ask('toString64', value)).toBe(expected);
  });

  test('every power of two of binary32 prints and reads back', () => {
    for (let exponent = 1; exponent < 255; exponent += 1) {
      const value = exponent * 2 ** 23;
      expect(bits('fromString32', ask('toString32', value), 0)[0]).toBe(BigInt(value));
    }
  });

  test('toDecimal: zero, carries, specials', () => {
    expect(ask('toDecimal32', 0x80000000, 3n, 0)).toEqual(['-0.00e+0', 0]);
    expect(ask('toDecimal32', 0x411ffff0, 2n, 0)).toEqual(['1.0e+1', 1]);
    expect(ask('toDecimal32', 0x7f800000, 3n, 0)).toEqual(['Infinity', 0]);
    expect(ask('toDecimal32', 0x7fc00001, 3n, 0)).toEqual(['NaN', 0]);
    expect(ask('toDecimal32', 0x7f800001, 3n, 0)).toEqual(['NaN', 16]);
  });
});

test('a selector with its high bit set is reported as it is', () => {
  const selector = toHex(0x80000001, { size: 4 });
  expect(refusal(hexToBytes(selector))).toBe(`UnknownSelector(${selector})`);
});

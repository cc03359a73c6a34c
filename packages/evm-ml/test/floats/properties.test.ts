import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, bits, bits32, bits64, number32, number64 } from './support/call.ts';

const any64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.double().map(bits64));
const any32 = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.float().map(bits32));
const mode = fc.integer({ min: 0, max: 4 });
const runs = { numRuns: 1000 };

describe('nearest-even agrees with the float unit of this machine', () => {
  const operations: Record<string, (x: number, y: number) => number> = {
    add: (x, y) => x + y,
    sub: (x, y) => x - y,
    mul: (x, y) => x * y,
    div: (x, y) => x / y,
  };
  for (const [name, operation] of Object.entries(operations)) {
    test(`${name}64`, () => {
      fc.assert(
        fc.property(any64, any64, (a, b) => {
          expect(bits(`${name}64`, a, b, 0)[0]).toBe(bits64(operation(number64(a), number64(b))));
        }),
        runs,
      );
    });
    test(`${name}32`, () => {
      fc.assert(
        fc.property(any32, any32, (a, b) => {
          // binary64 is more than twice as precise: rounding twice is innocuous here.
          expect(bits(`${name}32`, a, b, 0)[0]).toBe(BigInt(bits32(operation(number32(a), number32(b)))));
        }),
        runs,
      );
    });
  }

  test('sqrt64, narrow, widen', () => {
    fc.assert(
      fc.property(any64, any32, (a, b) => {
        expect(bits('sqrt64', a, 0)[0]).toBe(bits64(Math.sqrt(number64(a))));
        expect(bits('narrow', a, 0)[0]).toBe(BigInt(bits32(number64(a))));
        expect(bits('widen', b)[0]).toBe(bits64(number32(b)));
      }),
      runs,
    );
  });
});

describe('algebra', () => {
  test('a * b + 0 and a * 1 + c are the product and the sum, flags included', () => {
    fc.assert(
      fc.property(any32, any32, mode, (a, b, m) => {
        fc.pre(bits('mul32', a, b, m)[0] % 2n ** 31n !== 0n);
        expect(bits('fma32', a, b, 0, m)).toEqual(bits('mul32', a, b, m));
        expect(bits('fma32', a, bits32(1), b, m)).toEqual(bits('add32', a, b, m));
      }),
      runs,
    );
  });

  test('downward <= every mode <= upward; toward zero is the smallest magnitude', () => {
    fc.assert(
      fc.property(any64, any64, (a, b) => {
        const results = [0, 1, 2, 3, 4].map((m) => number64(bits('div64', a, b, m)[0]));
        fc.pre(!results.some(Number.isNaN));
        expect(Math.min(...results)).toBe(results[2]);
        expect(Math.max(...results)).toBe(results[3]);
        expect(Math.min(...results.map(Math.abs))).toBe(Math.abs(results[1]!));
      }),
      runs,
    );
  });

  test('the remainder is at most half the divisor and differs by a multiple', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (x, y) => {
        const [result, flags] = bits('rem64', bits64(x), bits64(y));
        const rest = number64(result);
        expect(Math.abs(rest) * 2).toBeLessThanOrEqual(y);
        expect(Math.abs((x - rest) % y)).toBe(0);
        expect(flags).toBe(0);
      }),
      runs,
    );
  });

  test('comparison is that of the host, and swaps', () => {
    fc.assert(
      fc.property(any64, fc.oneof(any64, fc.constant(undefined)), (a, other) => {
        const b = other ?? a;
        const [x, y] = [number64(a), number64(b)];
        const expected = x < y ? -1n : x === y ? 0n : x > y ? 1n : 2n;
        expect(bits('compare64', a, b, false)[0]).toBe(expected);
        expect(bits('compare64', b, a, true)[0]).toBe(expected === 2n ? 2n : -expected || 0n);
      }),
      runs,
    );
  });
});

describe('rules E8 to E10: integers and decimal texts', () => {
  test('toString64 is ECMAScript, with -0; reading it back gives the number', () => {
    fc.assert(
      fc.property(any64, (a) => {
        const x = number64(a);
        const text = ask('toString64', a);
        expect(text).toBe(Object.is(x, -0) ? '-0' : String(x));
        expect(bits('fromString64', text, 0)[0]).toBe(bits64(x));
      }),
      runs,
    );
  });

  test('toString32 reads back, and no shorter text does', () => {
    fc.assert(
      fc.property(any32, (a) => {
        const x = number32(a);
        fc.pre(Number.isFinite(x) && x !== 0);
        const text = String(ask('toString32', a));
        expect(bits('fromString32', text, 0)[0]).toBe(BigInt(a));
        const digits = text
          .replace(/e.*/, '')
          .replace(/[-.]/g, '')
          .replace(/^0+/, '')
          .replace(/0+$/, '').length;
        if (digits > 1) expect(bits32(Number(x.toPrecision(digits - 1)))).not.toBe(a);
      }),
      runs,
    );
  });

  test('toDecimal64 with 17 digits reads back; ties away is toExponential', () => {
    fc.assert(
      fc.property(any64, fc.integer({ min: 1, max: 100 }), (a, digits) => {
        const x = number64(a);
        fc.pre(Number.isFinite(x));
        const [text] = ask('toDecimal64', a, 17n, 0) as [string, number];
        expect(bits('fromString64', text, 0)[0]).toBe(a);
        const [rounded] = ask('toDecimal64', a, BigInt(digits), 4) as [string, number];
        expect(rounded.replace(/^-(?=0(\.0*)?e)/, '')).toBe(x.toExponential(digits - 1));
      }),
      runs,
    );
  });

  test('whole numbers and fixed point survive a round trip', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), mode, (x, m) => {
        expect(ask('fromInt64', BigInt(x), m)).toEqual([bits64(x === 0 ? 0 : x), 0]);
        expect(ask('toInt64', bits64(x), m)).toEqual([BigInt(x), 0]);
        expect(bits('fromFixed64', BigInt(x) * 10n ** 18n, m)).toEqual([bits64(x === 0 ? 0 : x), 0]);
        expect(ask('toFixed64', bits64(x / 2 ** 18), m)).toEqual([(BigInt(x) * 10n ** 18n) / 2n ** 18n, 0]);
      }),
      runs,
    );
  });
});

describe('rule E11: elementary functions', () => {
  const normal = fc.float({ noNaN: true }).map(bits32);
  const functions: Record<string, (x: number) => number> = {
    exp: Math.exp,
    ln: Math.log,
    tanh: Math.tanh,
    sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  };
  for (const [name, approximate] of Object.entries(functions)) {
    test(`${name}32 lies beside the host's binary64 value, and its modes around it`, () => {
      fc.assert(
        fc.property(normal, (a) => {
          const host = approximate(number32(a));
          fc.pre(Number.isFinite(host));
          const [down, up] = [2, 3].map((m) => number32(Number(bits(`${name}32`, a, m)[0])));
          const nearest = number32(Number(bits(`${name}32`, a, 0)[0]));
          // The host is good to about one unit of binary64, 2^-29 units of binary32.
          const slack = Math.abs(host) * 2 ** -50;
          expect(down).toBeLessThanOrEqual(host + slack);
          expect(up).toBeGreaterThanOrEqual(host - slack);
          expect([down, up]).toContain(nearest);
        }),
        runs,
      );
    });
  }
});

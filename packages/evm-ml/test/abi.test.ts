import fc from 'fast-check';
import { bytesToHex, encodeAbiParameters, type Hex, hexToBytes } from 'viem';
import { describe, expect, it } from 'vitest';
import { AbiError, AbiReader } from '../src/abi/reader.ts';
import { encodeBytes, encodeInts, encodeUint } from '../src/abi/writer.ts';

const int256 = fc.oneof(
  fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  fc.constantFrom(0n, -1n, 2n ** 127n, -(2n ** 127n), 2n ** 128n, 2n ** 255n - 1n, -(2n ** 255n)),
);
const bytes = fc.uint8Array({ maxLength: 100 });

describe('AbiReader', () => {
  it('reads what viem writes', () => {
    fc.assert(
      fc.property(bytes, fc.array(int256, { maxLength: 20 }), (text, numbers) => {
        const data = encodeAbiParameters(
          [{ type: 'bytes' }, { type: 'int256[]' }],
          [bytesToHex(text), numbers],
        );
        const reader = new AbiReader(hexToBytes(data));
        expect(reader.bytes(0)).toEqual(text);
        expect(reader.ints(1)).toEqual(numbers);
      }),
    );
  });

  it('reads uint256', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        const data = encodeAbiParameters([{ type: 'bool' }, { type: 'uint256' }], [true, value]);
        expect(new AbiReader(hexToBytes(data)).uint(1)).toBe(value);
      }),
    );
  });

  it('refuses every truncation, and nothing else than AbiError ever leaves it', () => {
    const data = hexToBytes(
      encodeAbiParameters([{ type: 'bytes' }, { type: 'int256[]' }], [`0x${'ab'.repeat(32)}`, [1n, 2n]]),
    );
    for (let length = 0; length < data.length; length++) {
      expect(() => new AbiReader(data.subarray(0, length)).ints(1)).toThrow(AbiError);
    }
    const word = fc.oneof(
      fc.constantFrom(
        0n,
        1n,
        31n,
        32n,
        64n,
        2n ** 31n,
        2n ** 32n - 1n,
        2n ** 32n,
        2n ** 53n,
        2n ** 64n,
        2n ** 256n - 1n,
      ),
      fc.bigInt({ min: 0n, max: 400n }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.nat(31), (words, cut) => {
        const hex = words.map((value) => value.toString(16).padStart(64, '0')).join('');
        const all = hexToBytes(`0x${hex}`);
        const reader = new AbiReader(all.subarray(0, Math.max(0, all.length - cut)));
        for (const read of [() => reader.bytes(0), () => reader.ints(1), () => reader.uint(1)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(AbiError);
          }
        }
      }),
    );
  });

  it('reads a view into a larger buffer', () => {
    const data = hexToBytes(encodeAbiParameters([{ type: 'bytes' }], ['0xabcd']));
    const shifted = new Uint8Array(data.length + 5);
    shifted.set(data, 5);
    expect(new AbiReader(shifted.subarray(5)).bytes(0)).toEqual(Uint8Array.of(0xab, 0xcd));
  });
});

describe('ABI writers', () => {
  const written = (type: string, value: unknown): Hex => encodeAbiParameters([{ type }], [value]);

  it('write what viem writes', () => {
    fc.assert(
      fc.property(fc.array(int256, { maxLength: 20 }), bytes, (numbers, data) => {
        expect(bytesToHex(encodeInts(numbers))).toBe(written('int256[]', numbers));
        expect(bytesToHex(encodeBytes(data))).toBe(written('bytes', bytesToHex(data)));
      }),
    );
    expect(bytesToHex(encodeUint(2n ** 256n - 1n))).toBe(written('uint256', 2n ** 256n - 1n));
  });
});

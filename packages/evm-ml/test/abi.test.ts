/** The ABI codec of the precompiles, against viem's and against the decoder that solc generates. */
import fc from 'fast-check';
import {
  type AbiParameter,
  bytesToHex,
  concatBytes,
  encodeAbiParameters,
  encodeErrorResult,
  hexToBytes,
  parseAbi,
  parseAbiParameters,
  toFunctionSelector,
} from 'viem';
import { describe, expect, it } from 'vitest';
import { type AbiValue, encode, encoderOf, encodeStruct } from '../src/abi/encode.ts';
import { AbiError, AbiReader } from '../src/abi/reader.ts';
import { selectorKey, selectorOf, selectorWord } from '../src/abi/selector.ts';
import { latin1 } from '../src/abi/text.ts';
import { predictAbi } from '../src/index.ts';
import { createChain } from './support/chain.ts';
import { hostileCalldata } from './support/hostile-calldata.ts';
import { compile } from './support/solidity.ts';

const int256 = fc.oneof(
  fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  fc.constantFrom(0n, -1n, 2n ** 127n, -(2n ** 127n), 2n ** 128n, 2n ** 255n - 1n, -(2n ** 255n)),
);
const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const bytes = fc.uint8Array({ maxLength: 100 });
const ints = fc.array(int256, { maxLength: 20 });

/** A value of this codec, with the type and the value that viem knows it by. */
const value: fc.Arbitrary<{ readonly mine: AbiValue; readonly type: string; readonly theirs: unknown }> =
  fc.oneof(
    int256.map((mine) => ({ mine, type: 'int256', theirs: mine })),
    uint256.map((mine) => ({ mine, type: 'uint256', theirs: mine })),
    bytes.map((mine) => ({ mine, type: 'bytes', theirs: bytesToHex(mine) })),
    ints.map((mine) => ({ mine, type: 'int256[]', theirs: mine })),
  );
const values = fc.array(value, { maxLength: 6 });

const viem = (types: readonly string[], theirs: readonly unknown[]) =>
  encodeAbiParameters(
    types.map((type): AbiParameter => ({ type })),
    theirs,
  );

describe('the writer', () => {
  it('writes what viem writes, any mixture of values in any order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const expected = viem(
          list.map(({ type }) => type),
          list.map(({ theirs }) => theirs),
        );
        expect(bytesToHex(encode(...list.map(({ mine }) => mine)))).toBe(expected);
      }),
    );
  });

  it('writes a struct, and puts a selector before arguments', () => {
    fc.assert(
      fc.property(uint256, bytes, (number, text) => {
        const components = parseAbiParameters('uint256 number, bytes text');
        const struct = { number, text: bytesToHex(text) };
        expect(bytesToHex(encodeStruct(number, text))).toBe(
          encodeAbiParameters([{ type: 'tuple', components }], [struct]),
        );
        const abi = parseAbi(['error Odd(uint256,bytes)']);
        expect(bytesToHex(encoderOf('Odd(uint256,bytes)')(number, text))).toBe(
          encodeErrorResult({ abi, errorName: 'Odd', args: [number, bytesToHex(text)] }),
        );
      }),
    );
  });

  it('writes numbers modulo 2^256', () => {
    expect(encode(2n ** 256n + 5n)).toEqual(encode(5n));
    expect(encode(-1n)).toEqual(encode(2n ** 256n - 1n));
  });
});

describe('the reader', () => {
  it('reads what the writer writes', () => {
    fc.assert(
      fc.property(bytes, ints, uint256, (text, numbers, word) => {
        const reader = new AbiReader(encode(text, numbers, word));
        expect(reader.bytes(0)).toEqual(text);
        expect(reader.ints(1)).toEqual(numbers);
        expect(reader.uint(2)).toBe(word);
      }),
    );
  });

  it('refuses every truncation', () => {
    const data = encode(new Uint8Array(32).fill(0xab), [1n, 2n]);
    for (let length = 0; length < data.length; length++) {
      expect(() => new AbiReader(data.subarray(0, length)).ints(1)).toThrow(AbiError);
    }
  });

  it('reads a view into a larger buffer', () => {
    const data = encode(Uint8Array.of(0xab, 0xcd), 7n);
    const shifted = new Uint8Array(data.length + 12);
    shifted.set(data, 5);
    const reader = new AbiReader(shifted.subarray(5, 5 + data.length));
    expect(reader.bytes(0)).toEqual(Uint8Array.of(0xab, 0xcd));
    expect(reader.uint(1)).toBe(7n);
  });

  it('P12: reads hostile calldata as the decoder that solc generates does, to the bit', async () => {
    const chain = await createChain();
    const echo = await chain.deploy(compile('Echo').bytecode);
    const arguments_ = {
      'numbers(string,int256[])': (args: AbiReader) => encode(args.bytes(0), args.ints(1)),
      'raw(string,bytes)': (args: AbiReader) => encode(args.bytes(0), args.bytes(1)),
      'word(string,uint256)': (args: AbiReader) => encode(args.bytes(0), args.uint(1)),
    };
    const wellFormed = fc.oneof(
      fc.tuple(bytes, ints).map((args) => encoderOf('numbers(string,int256[])')(...args)),
      fc.tuple(bytes, bytes).map((args) => encoderOf('raw(string,bytes)')(...args)),
      fc.tuple(bytes, uint256).map((args) => encoderOf('word(string,uint256)')(...args)),
    );
    const mine = (signature: keyof typeof arguments_, data: Uint8Array): Uint8Array | undefined => {
      try {
        return arguments_[signature](new AbiReader(data));
      } catch (error) {
        if (error instanceof AbiError) return undefined;
        throw error;
      }
    };
    const signature = fc.constantFrom(...(Object.keys(arguments_) as (keyof typeof arguments_)[]));
    const [read, refused] = [new Set<string>(), new Set<string>()];
    await fc.assert(
      // Arguments of one function under the selector of another are hostile too.
      fc.asyncProperty(signature, hostileCalldata(wellFormed), async (name, calldata) => {
        const data = calldata.subarray(4);
        const { exceptionError, returnValue } = await chain.call(concatBytes([selectorOf(name), data]), {
          to: echo,
        });
        const expected = exceptionError === undefined ? returnValue : undefined;
        expect(mine(name, data)).toEqual(expected);
        (expected === undefined ? refused : read).add(name);
      }),
      { numRuns: 600 },
    );
    for (const each of [read, refused]) expect([...each].sort()).toEqual(Object.keys(arguments_).sort());
  });
});

describe('canonical encodings', () => {
  /** What the reader makes of it, or undefined if it is refused as not canonical. */
  const strictly = (data: Uint8Array): Uint8Array | undefined => {
    const reader = new AbiReader(data);
    try {
      const text = reader.bytes(0);
      const words = [reader.uint(1), reader.uint(2)];
      reader.expectCanonical(3, text);
      return encode(text, ...words);
    } catch (error) {
      if (error instanceof AbiError) return undefined;
      throw error;
    }
  };

  it('are those that the writer gives back, and no others', () => {
    const calldata = fc
      .tuple(bytes, uint256, uint256)
      .map((args) => encoderOf('f(bytes,uint256,uint256)')(...args));
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(hostileCalldata(calldata), (hostile) => {
        const data = hostile.subarray(4);
        const again = rewritten(data);
        const isCanonical = again !== undefined && bytesToHex(again) === bytesToHex(data);
        expect(strictly(data) !== undefined).toBe(isCanonical);
        if (isCanonical) accepted++;
        else refused++;
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(100);
  });

  /** Read leniently and written again. */
  const rewritten = (data: Uint8Array): Uint8Array | undefined => {
    const reader = new AbiReader(data);
    try {
      return encode(reader.bytes(0), reader.uint(1), reader.uint(2));
    } catch {
      return undefined;
    }
  };

  it('of words alone have exactly that many words', () => {
    for (const length of [0, 31, 63, 64, 65, 96]) {
      const check = () => new AbiReader(new Uint8Array(length)).expectCanonical(2);
      if (length === 64) check();
      else expect(check).toThrow(AbiError);
    }
  });
});

it('selectors are viem’s; as a word a selector stands on the left', () => {
  for (const item of predictAbi) {
    if (item.type !== 'function') continue;
    const signature = `${item.name}(${item.inputs.map(({ type }) => type).join(',')})`;
    const selector = selectorOf(signature);
    expect(bytesToHex(selector)).toBe(toFunctionSelector(item));
    expect(bytesToHex(encode(selectorWord(selectorKey(selector))))).toBe(
      encodeAbiParameters([{ type: 'bytes4' }], [toFunctionSelector(item)]),
    );
  }
  expect(selectorKey(hexToBytes('0xffffffff01'))).toBe(0xffff_ffff);
});

it('one byte is one character, and only ASCII is ASCII', () => {
  for (let byte = 0; byte < 256; byte++) {
    const text = latin1(Uint8Array.of(byte));
    expect(text).toHaveLength(1);
    if (byte < 128) expect(text.charCodeAt(0)).toBe(byte);
    else expect(text.charCodeAt(0)).toBeGreaterThan(127);
  }
  expect(latin1(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toHaveLength(4);
});

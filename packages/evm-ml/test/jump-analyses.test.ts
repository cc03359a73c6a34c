import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM } from '@ethereumjs/evm';
import { hexToBytes } from '@ethereumjs/util';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { DelegationEvm } from '../src/evm/delegation-evm.ts';

/** Jumps over an invalid opcode and pushes 1. */
const jumping = '0x600456fe5b6001';
const rules = () => new Common({ chain: Mainnet, hardfork: Hardfork.Osaka });

async function createOwn(common = rules()) {
  const { stateManager, blockchain } = await createEVM({ common });
  return new DelegationEvm({ common, stateManager, blockchain });
}

describe('analyses of code are kept', () => {
  let evm: DelegationEvm;
  beforeEach(async () => {
    evm = await createOwn();
    await evm.runCode({ code: Uint8Array.of(0) }); // The first run of all shows the library's interpreter.
  });

  const destinationsOf = async (code: Uint8Array) =>
    (await evm.runCode({ code, gasLimit: 100_000n })).runState?.validJumps;

  test('for the array that was analysed, and for no other', async () => {
    const code = hexToBytes(jumping);
    const first = await destinationsOf(code);
    expect(first).toEqual(Uint8Array.of(0, 0, 0, 0, 1, 0, 0));
    expect(await destinationsOf(code)).toBe(first);
    expect(await destinationsOf(code.slice())).not.toBe(first);
  });

  test('until the rules change', async () => {
    const code = hexToBytes(jumping);
    const first = await destinationsOf(code);
    evm.common.setHardfork(Hardfork.London);
    expect(await destinationsOf(code)).not.toBe(first);
    // PUSH0 came after London: an opcode that was kept would run it.
    const withPush0 = hexToBytes('0x600456fe5b5f');
    expect((await evm.runCode({ code: withPush0, gasLimit: 100_000n })).exceptionError?.error).toBe(
      'invalid opcode',
    );
    evm.common.setHardfork(Hardfork.Osaka);
    expect((await evm.runCode({ code: withPush0, gasLimit: 100_000n })).exceptionError).toBeUndefined();
  });

  test('as far as their bytes go', async () => {
    const codes = Array.from({ length: 40 }, () => {
      const code = new Uint8Array(24_576);
      code.set(hexToBytes(jumping));
      return code;
    });
    const first = await destinationsOf(codes[0]!);
    for (const code of codes) await destinationsOf(code);
    expect(await destinationsOf(codes[0]!)).not.toBe(first);
    expect(await destinationsOf(codes[39]!)).toBe(await destinationsOf(codes[39]!));
  });

  test('but not for creation code, nor for a small part of a large memory', async () => {
    const part = new Uint8Array(2 ** 20).subarray(0, 7);
    part.set(hexToBytes(jumping));
    expect(await destinationsOf(part)).not.toBe(await destinationsOf(part));
    const data = hexToBytes(jumping);
    const create = async () =>
      (await evm.runCall({ data, gasLimit: 100_000n })).execResult.runState?.validJumps;
    const first = await create();
    expect(first).toEqual(Uint8Array.of(0, 0, 0, 0, 1, 0, 0));
    expect(await create()).not.toBe(first);
  });

  test('random code runs as in the library alone, the first time and again', async () => {
    const plain = await createEVM({ common: rules() });
    // Pushes, jumps and what makes them matter come more often than in random bytes.
    const opcode = fc.oneof(
      fc.constantFrom(0x56, 0x57, 0x5b, 0x5b, 0x60, 0x61, 0x7f, 0x01, 0x80, 0x50, 0x58, 0x52, 0xf3),
      fc.integer({ min: 0, max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(opcode, { minLength: 1, maxLength: 60 }), async (bytes) => {
        const code = Uint8Array.from([0x60, 3, 0x56, 0x5b, ...bytes]);
        const outcome = async (of: typeof plain) => {
          of.journal.cleanJournal(); // No address is warm from the run before.
          // What the library throws, for there is no block around the code, counts as well.
          const result = await of.runCode({ code, gasLimit: 50_000n }).catch(String);
          if (typeof result === 'string') return [result];
          return [
            result.executionGasUsed,
            result.exceptionError?.error,
            result.returnValue,
            result.runState?.programCounter,
          ];
        };
        const expected = await outcome(plain);
        expect(await outcome(evm)).toEqual(expected);
        expect(await outcome(evm)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

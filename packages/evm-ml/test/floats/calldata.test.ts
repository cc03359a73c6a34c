/** Rule E4 over hostile calldata, with viem as the judge of what is canonical. */
import fc from 'fast-check';
import {
  type AbiFunction,
  bytesToHex,
  decodeAbiParameters,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  toFunctionSelector,
} from 'viem';
import { expect, test } from 'vitest';
import { analyzeFloats, FLOATS_GAS } from '../../src/floats/index.ts';
import { hostileCalldata } from '../support/hostile-calldata.ts';
import { errorOf, floatsAbi } from './support/call.ts';

const FUNCTIONS = floatsAbi.filter((item): item is AbiFunction => item.type === 'function');

const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  string: fc.oneof(fc.constantFrom('', '1.5', '-inf', 'nan', '1e400'), fc.double().map(String), fc.string()),
  uint8: fc.nat(7),
  uint32: fc.nat(2 ** 32 - 1),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  uint256: fc.bigInt({ min: 0n, max: 800n }),
  int256: fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
};

const wellFormed = fc
  .constantFrom(...FUNCTIONS)
  .chain(({ name, inputs }) =>
    fc
      .tuple(...inputs.map(({ type }) => VALUES[type]!))
      .map((args) => hexToBytes(encodeFunctionData({ abi: floatsAbi, functionName: name, args }))),
  );

/** Rounding modes are read as whole words, so that a wrong one is named; texts need not be UTF-8. */
const READ_AS: Readonly<Record<string, string>> = { uint8: 'uint256', string: 'bytes' };

/** True if viem reads the arguments, and what it read encodes to the same bytes again. */
function isCanonical({ inputs }: AbiFunction, args: Hex): boolean {
  const parameters = inputs.map(({ type }) => ({ type: READ_AS[type] ?? type }));
  try {
    return encodeAbiParameters(parameters, decodeAbiParameters(parameters, args)) === args;
  } catch {
    return false;
  }
}

test('E4: whatever the calldata, the canonical encoding is read and every other one refused', () => {
  const counts = { read: 0, refused: 0, unknown: 0 };
  fc.assert(
    fc.property(hostileCalldata(wellFormed), (data) => {
      const { gas, execute } = analyzeFloats(data);
      const { reverted, data: answer } = execute();
      const error = reverted ? errorOf(answer) : undefined;
      const selector = bytesToHex(data.subarray(0, 4));
      const called = FUNCTIONS.find((item) => toFunctionSelector(item) === selector);
      if (data.length < 4 || (called && !isCanonical(called, bytesToHex(data.subarray(4))))) {
        expect([error, gas]).toEqual(['InvalidCalldata()', BigInt(FLOATS_GAS.refused)]);
        counts.refused++;
      } else if (called === undefined) {
        expect([error, gas]).toEqual([`UnknownSelector(${selector})`, BigInt(FLOATS_GAS.refused)]);
        counts.unknown++;
      } else {
        expect(error ?? '').not.toMatch(/^InvalidCalldata|^UnknownSelector/);
        counts.read++;
      }
    }),
    { numRuns: 3_000 },
  );
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20);
});

import { Hardfork } from '@ethereumjs/common';
import type { PrefixedHexString } from '@ethereumjs/util';
import { z } from 'zod';

const hex = z.custom<PrefixedHexString>(
  (value) => typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value),
  'expected hex digits after 0x',
);
const quantity = z.string().transform((text) => BigInt(text));

/** Forks that fixtures name, in the words of ethereum/tests and execution-spec-tests. Older ones are not offered. */
export const forks: Readonly<Record<string, string>> = {
  Paris: Hardfork.Paris,
  Merge: Hardfork.Paris,
  Shanghai: Hardfork.Shanghai,
  Cancun: Hardfork.Cancun,
  Prague: Hardfork.Prague,
  Osaka: Hardfork.Osaka,
};

const account = z.object({
  balance: quantity,
  nonce: quantity,
  code: hex,
  storage: z.record(z.string(), z.string()),
});

const environment = z.object({
  currentBaseFee: quantity.optional(),
  currentCoinbase: hex,
  currentExcessBlobGas: quantity.optional(),
  currentGasLimit: quantity,
  currentNumber: quantity,
  currentRandom: hex.optional(),
  currentTimestamp: quantity,
});

const expectation = z.object({
  hash: hex,
  logs: hex,
  txbytes: hex,
  indexes: z.object({ data: z.number(), gas: z.number(), value: z.number() }),
  expectException: z.string().optional(),
});

const stateTest = z.object({
  env: environment,
  pre: z.record(hex, account),
  post: z.record(z.string(), z.array(expectation)),
});

/** Format `state_test`: a world, a block, and for each fork what each transaction must leave behind. */
export type StateTest = z.output<typeof stateTest>;
export type Expectation = z.output<typeof expectation>;

/**
 * The state tests of one fixture file by name. Files that hold other formats (blockchain tests, indexes) give none.
 * @throws Error if a state test is not as the format wants it
 */
export function readStateTests(json: unknown): [string, StateTest][] {
  if (json === null || typeof json !== 'object') return [];
  return Object.entries(json)
    .filter(
      ([, test]) => test !== null && typeof test === 'object' && 'post' in test && 'transaction' in test,
    )
    .map(([name, test]) => [name, stateTest.parse(test)]);
}

import { readFileSync } from 'node:fs';
import { createPredictEvm } from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { describe, expect, test } from 'vitest';
import type { EvmParts } from '../../src/chain/evm.ts';
import { readStateTests } from '../../src/conformance/state-tests/fixture.ts';
import { runStateTest } from '../../src/conformance/state-tests/run-state-test.ts';
import { createCustomCrypto } from '../../src/crypto/custom-crypto.ts';

// Made by tools/state-tests/make_state_tests.py with the executable specification of Ethereum in Python.
const fixture = new URL('../../fixtures/state-tests/random-programs.json', import.meta.url);
const tests = readStateTests(JSON.parse(readFileSync(fixture, 'utf8')));

const evm = (activation: 'off' | object) => ({
  create: async (parts: EvmParts) => createPredictEvm({ ...parts, loadModel, activation }),
});

test('there are tests', () => expect(tests.length).toBeGreaterThanOrEqual(48));

describe.each([
  ['switched off', 'off'],
  ['active and not called', {}],
] as const)('with PREDICT %s, Ethereum stays Ethereum', (_title, activation) => {
  test.each(tests)('%s', async (_name, stateTest) => {
    const results = await runStateTest(stateTest, evm(activation), await createCustomCrypto());
    expect(results).toHaveLength(2);
    expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });
});

test('a wrong root, wrong logs, a wrong refusal are failures', async () => {
  const [, stateTest] = tests[0]!;
  const [expected] = stateTest.post['Cancun']!;
  const spoilt = [
    { ...expected!, hash: `0x${'11'.repeat(32)}` as const },
    { ...expected!, logs: `0x${'11'.repeat(32)}` as const },
    { ...expected!, expectException: 'TransactionException.NONCE_MISMATCH_TOO_LOW' },
    { ...expected!, txbytes: '0x01' as const },
  ];
  const results = await runStateTest(
    { ...stateTest, post: { Cancun: spoilt } },
    evm('off'),
    await createCustomCrypto(),
  );
  expect(results.map(({ failure }) => failure?.split(' ')[0])).toEqual([
    'state',
    'hash',
    'executed,',
    'refused',
  ]);
});

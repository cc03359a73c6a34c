import { type Graph, type Node, validate } from '@evm-ml/quantized-runtime';
import { networkToSolidity } from '@evm-ml/solidity';
import { expect, test } from 'vitest';
import { UserError } from '../../src/cli/errors.ts';
import { measureSolidity } from '../../src/cli/measure-solidity.ts';

/** A chain of `layers` dense layers 2 -> 2. */
function deep(layers: number): Graph {
  const value = { shape: [2], type: 'i16', scale: 1, zero: 0 } as const;
  return {
    profile: 'a16',
    values: new Array(layers + 1).fill(value),
    nodes: Array.from(
      { length: layers },
      (_, i): Node => ({
        op: 'dense',
        layer: `dense${i}`,
        inputs: [i],
        outputs: [i + 1],
        min: null,
        max: null,
        params: { kernel: 'w', mult: 'mult', shift: 'shift' },
      }),
    ),
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: layers }],
    tensors: new Map([
      ['w', { shape: [2, 2], data: Int8Array.of(1, 2, 3, 4) }],
      ['mult', { shape: [1], data: Int32Array.of(2 ** 20) }],
      ['shift', { shape: [1], data: Uint8Array.of(22) }],
    ]),
  };
}

const measure = (layers: number) => {
  const graph = deep(layers);
  validate(graph);
  return measureSolidity(networkToSolidity({ graph }, { name: 'Deep' }), 'Deep', 2);
};

test('a contract is compiled, deployed and run', async () => {
  const { codeBytes, parts, deploymentGas, predictGas } = await measure(3);
  expect(codeBytes).toBeGreaterThan(1_000);
  expect(codeBytes).toBeLessThan(4_000);
  expect(parts).toBe(0);
  expect(deploymentGas).toBeGreaterThan(200n * BigInt(codeBytes));
  expect(predictGas).toBeGreaterThan(1_000n);
});

test('a contract that is larger than chains allow is refused with its size', async () => {
  const source = `pragma solidity ^0.8.25;
contract Deep {
    function predict(int256[] calldata) external pure returns (bytes memory) {
        return hex"${'ab'.repeat(25_000)}";
    }
}`;
  const refusal = await measureSolidity(source, 'Deep', 1).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UserError);
  expect(String(refusal)).toMatch(
    /The contract Deep needs 25,\d{3} bytes of code, and chains allow 24,576 \(EIP-170\).*PREDICT/,
  );
});

import { createModel, type Graph } from '@evm-ml/quantized-runtime';
import { bytesToHex } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { networkToSolidity } from '../src/index.ts';
import { compileAll } from './support/compile.ts';
import { createMachine, type Deployed, deploy } from './support/machine.ts';

const ONE = 10n ** 18n;
const LIMIT = 300;

/** Tokens and a real feature; an embedding whose rows have scales of their own, plus a constant, minus nothing. */
function tokens(): Graph {
  const real = { type: 'i16', scale: 2 ** -8, zero: 0 } as const;
  const mult = Int32Array.from({ length: LIMIT }, (_, v) => 2 ** 20 + 1_000 * v);
  const shift = Uint8Array.from({ length: LIMIT }, (_, v) => 12 + (v % 5));
  return {
    profile: 'a16',
    values: [
      { shape: [4], type: 'i32', scale: 1, zero: 0 },
      { ...real, shape: [2] },
      { ...real, shape: [4, 2] },
      { ...real, shape: [2] },
      { ...real, shape: [4, 2] },
      { ...real, shape: [4, 2] },
    ],
    nodes: [
      {
        op: 'gather',
        layer: 'embedding',
        inputs: [0],
        outputs: [2],
        params: { table: 'table', mult: 'mult', shift: 'shift' },
      },
      { op: 'constant', layer: 'position', inputs: [], outputs: [3], params: { value: 'value' } },
      {
        op: 'binary',
        fn: 'max',
        layer: 'max',
        inputs: [2, 3],
        outputs: [4],
        min: null,
        max: null,
        params: {},
      },
      {
        op: 'binary',
        fn: 'min',
        layer: 'min',
        inputs: [4, 1],
        outputs: [5],
        min: null,
        max: null,
        params: {},
      },
    ],
    inputs: [
      { name: 'tokens', value: 0, kind: 'index', scale: [1], offset: [0], limit: LIMIT },
      { name: 'feature', value: 1, kind: 'real', scale: [2 ** -8], offset: [0], limit: 0 },
    ],
    outputs: [
      { name: 'y', value: 5 },
      { name: 'echo', value: 0 },
    ],
    tensors: new Map([
      [
        'table',
        { shape: [LIMIT, 2], data: Int8Array.from({ length: 2 * LIMIT }, (_, i) => ((i * 37) % 255) - 127) },
      ],
      ['mult', { shape: [LIMIT], data: mult }],
      ['shift', { shape: [LIMIT], data: shift }],
      ['value', { shape: [2], data: Int16Array.of(-300, 5) }],
    ]),
  };
}

describe('tokens, constants and several ports in Solidity', () => {
  const graph = tokens();
  const model = createModel(graph);
  let contract: Deployed;
  beforeAll(async () => {
    const compiled = compileAll({ 'N.sol': networkToSolidity({ graph }, { name: 'N' }) });
    contract = await deploy(await createMachine(), compiled, 'N');
  }, 120_000);

  const examples = [
    [0n, 1n, 299n, 17n, 30n, -2n],
    [298n, 3n, 3n, 100n, -30n, 7n],
  ]
    .flat()
    .map((number) => number * ONE);

  test('predict and predictRaw give the bits of PREDICT for a batch', async () => {
    const raw = model.encodeFixed(examples);
    const expected = model.run(raw, 2);
    expect((await contract.call('predictRaw', [bytesToHex(raw)])).result).toBe(bytesToHex(expected));
    expect((await contract.call('predict', [examples])).result).toEqual(model.decodeFixed(expected));
  });

  test.each([
    ['beyond the limit', 8, 300n * ONE],
    ['negative', 1, -ONE],
    ['not whole', 9, ONE / 2n],
    ['huge', 0, 2n ** 255n - 1n],
  ])('a token that is %s is refused with its place, by both', async (_, place, token) => {
    const numbers = examples.with(place, token);
    expect(() => model.encodeFixed(numbers)).toThrow(`Number ${place}`);
    expect(await contract.error('predict', [numbers])).toBe(`InputOutOfRange(${place})`);
  });

  test.each([LIMIT, -1, 2 ** 31 - 1])('raw token %i is refused', async (token) => {
    const raw = model.encodeFixed(examples);
    new DataView(raw.buffer).setInt32(20 + 8, token, true); // the third token of the second example
    expect(() => model.run(raw, 2)).toThrow('Number 8');
    expect(await contract.error('predictRaw', [bytesToHex(raw)])).toBe('InputOutOfRange(8)');
  });
});

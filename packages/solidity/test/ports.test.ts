import { createModel, type Graph } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { networkToSolidity } from '../src/index.ts';
import { inputCode, outputCode } from '../src/ports.ts';
import { compileAll } from './support/compile.ts';
import { createMachine, type Deployed, deploy } from './support/machine.ts';

/** Scale, offset and zero of one port; every one is passed through untouched. */
const PORTS = [
  [1, 0, 0],
  [2 ** -8, 0, 17],
  [1 / 255, 0, -128],
  [0.1, 0.3, 127],
  [1e-6, -1e-3, 5],
  [1234.5678, 1e6, -1],
  [3e-12, 1e-9, 0],
  [2 ** -50, 0.75, 3],
] as const;

/** A network of reshapes only: what goes in comes out. */
function identity(profile: 'a16' | 'a8'): Graph {
  const type = profile === 'a16' ? 'i16' : 'i8';
  const values = PORTS.flatMap(([scale, , zero]) => {
    const value = { type, scale, zero: profile === 'a16' ? 0 : zero } as const;
    return [
      { ...value, shape: [2, 1] },
      { ...value, shape: [2] },
    ];
  });
  return {
    profile,
    values,
    nodes: PORTS.map((_, i) => ({ op: 'reshape', layer: `r${i}`, inputs: [2 * i], outputs: [2 * i + 1] })),
    inputs: PORTS.map(([scale, offset], i) => ({
      name: `x${i}`,
      value: 2 * i,
      kind: 'real',
      scale: [scale],
      offset: [offset],
      limit: 0,
    })),
    outputs: PORTS.map((_, i) => ({ name: `y${i}`, value: 2 * i + 1 })),
    tensors: new Map(),
  };
}

describe.each(['a16', 'a8'] as const)('rule N13 in Solidity, %s', (profile) => {
  const graph = identity(profile);
  const model = createModel(graph);
  let contract: Deployed;
  beforeAll(async () => {
    const compiled = compileAll({ 'N.sol': networkToSolidity({ graph }, { name: 'N' }) });
    contract = await deploy(await createMachine(), compiled, 'N');
  }, 120_000);

  const most = profile === 'a16' ? 33_000 : 140;
  const number = fc.oneof(
    fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
    fc.constantFrom(-(2n ** 255n), 2n ** 255n - 1n, 0n, 1n, -1n),
    fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }),
  );
  /** Around a boundary between two integers of one port. */
  const boundary = (port: number) => {
    const [scale, offset] = PORTS[port]!;
    const at = fc.tuple(fc.integer({ min: -most, max: most }), fc.integer({ min: -2, max: 2 }));
    return at.map(([q, step]) => BigInt(Math.round(((q + 0.5) * scale + offset) * 1e18)) + BigInt(step));
  };
  const example = fc.tuple(...PORTS.flatMap((_, port) => [number, boundary(port)]));

  test('inputs round and saturate, outputs round, as in the runtime', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(example, { minLength: 1, maxLength: 3 }), async (examples) => {
        const numbers = examples.flat();
        const expected = model.decodeFixed(model.run(model.encodeFixed(numbers), examples.length));
        expect((await contract.call('predict', [numbers])).result).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('codes', () => {
  test('an input code is the exact rule at its ends', () => {
    const { least, most, factor, term, divisor } = inputCode(0.1, 0.3, 0, -32767, 32767);
    const at = (n: bigint) => (n * factor + term) / divisor;
    expect(at(least)).toBe(0n);
    expect((least - 1n) * factor + term).toBeLessThan(0n);
    expect(at(most)).toBe(65_534n);
    expect(at(most + 1n)).toBe(65_535n);
  });

  test('scales that need more than 256 bits are refused with a reason', () => {
    expect(() => inputCode(1e-19, 0, 0, -128, 127)).toThrow('finer than 1e-18');
    expect(() => inputCode(1e60, 0, 0, -128, 127)).toThrow('256 bits');
    expect(() => inputCode(1, 1e-60, 0, -128, 127)).toThrow('256 bits');
    expect(() => inputCode(Number.NaN, 0, 0, -128, 127)).toThrow('not finite');
    const value = { shape: [1], type: 'i16', zero: 0 } as const;
    expect(() => outputCode({ ...value, scale: 1e50 })).toThrow('256 bits');
    expect(() => outputCode({ ...value, scale: 1e-70 })).toThrow('256 bits');
  });
});

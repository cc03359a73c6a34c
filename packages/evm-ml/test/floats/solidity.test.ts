import { bytesToHex, type Hex, hexToBytes, toHex } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyzeFloats, FLOATS_GAS } from '../../src/floats/index.ts';
import { floatsAbi as compiledAbi } from '../../src/generated/contracts.ts';
import { type Chain, createChain } from '../support/chain.ts';
import { contractAt, type TestContract } from '../support/contract.ts';
import { type CompiledContract, compile } from '../support/solidity.ts';
import {
  ask,
  bits,
  bits32,
  bits64,
  calldata,
  errorOf,
  floatsAbi,
  number32,
  number64,
} from './support/call.ts';

let compiled: CompiledContract;
let chain: Chain;
let contract: TestContract;

beforeAll(async () => {
  compiled = compile('Floating');
  chain = await createChain();
  contract = contractAt(chain, await chain.deploy(compiled.bytecode), compiled.abi);
}, 120_000);

const NUMBERS = [0, -0, 1, -1.5, 3.25, 1e-40, -1e38, 3e38, Infinity, -Infinity, NaN];
const PAIRS = NUMBERS.flatMap((a, i) =>
  [0, 3, 5].map((step) => [a, NUMBERS[(i + step) % NUMBERS.length]!] as const),
);

test('IFloats.sol is the interface of spec/floats.md', () => {
  const signatures = (
    abi: readonly { type: string; name?: string; inputs?: readonly { type: string }[] }[],
  ) =>
    abi
      .map(({ type, name, inputs = [] }) => `${type} ${name}(${inputs.map((input) => input.type)})`)
      .filter((signature) => signature !== 'error FloatsUnavailable()')
      .sort();
  expect(signatures(compiledAbi)).toEqual(signatures(floatsAbi));
});

describe('the libraries give what the precompile gives', () => {
  test('operators of Float32 and Float64', async () => {
    for (const [a, b] of PAIRS) {
      const [x, y] = [bits32(a), bits32(b)];
      expect(await contract.send('arithmetic32', [x, y])).toEqual([
        ...['add32', 'sub32', 'mul32', 'div32'].map((name) => Number(bits(name, x, y, 0)[0])),
        (x ^ 0x80000000) >>> 0,
      ]);
      const [p, q] = [bits64(a), bits64(b)];
      expect(await contract.send('arithmetic64', [p, q])).toEqual([
        ...['add64', 'sub64', 'mul64', 'div64'].map((name) => bits(name, p, q, 0)[0]),
        p ^ (1n << 63n),
      ]);
    }
  });

  test('orderings, computed on chain, agree with compare and with the host', async () => {
    for (const [a, b] of PAIRS) {
      const [x, y] = [number32(bits32(a)), number32(bits32(b))];
      const expected = [x === y, x !== y, x < y, x <= y, x > y, x >= y];
      const relation = x < y ? -1 : x > y ? 1 : x === y ? 0 : 2;
      expect(await contract.send('order32', [bits32(a), bits32(b)])).toEqual([expected, relation]);
      const wide = [a === b, a !== b, a < b, a <= b, a > b, a >= b];
      const wideRelation = a < b ? -1 : a > b ? 1 : a === b ? 0 : 2;
      expect(await contract.send('order64', [bits64(a), bits64(b)])).toEqual([wide, wideRelation]);
    }
  });

  test('classification and constants', async () => {
    for (const a of NUMBERS) {
      const infinite = Math.abs(a) === Infinity;
      expect(await contract.send('classify32', [bits32(a)])).toEqual([
        Number.isNaN(a),
        infinite,
        bits32(Math.abs(a)),
      ]);
      expect(await contract.send('classify64', [bits64(a)])).toEqual([
        Number.isNaN(a),
        infinite,
        bits64(Math.abs(a)),
      ]);
    }
    const values = [0, 0.5, 1, Infinity, NaN];
    expect(await contract.send('constants')).toEqual([values.map(bits32), values.map(bits64)]);
  });

  test('every rounding direction, with flags', async () => {
    const [a, b] = [bits32(0.7), bits32(-1e-39)];
    const [p, q] = [bits64(0.7), bits64(-1e-310)];
    for (const mode of [0, 1, 2, 3, 4]) {
      const narrow = [
        ...['add32', 'sub32', 'mul32', 'div32'].map((name) => bits(name, a, b, mode)),
        ...['sqrt32', 'exp32', 'ln32', 'tanh32', 'sigmoid32'].map((name) => bits(name, a, mode)),
      ];
      expect(await contract.send('rounded32', [a, b, mode])).toEqual([
        narrow.map(([result]) => Number(result)),
        narrow.map(([, flags]) => flags),
      ]);
      const wide = [
        ...['add64', 'sub64', 'mul64', 'div64'].map((name) => bits(name, p, q, mode)),
        bits('sqrt64', p, mode),
        bits('fma64', p, q, p, mode),
      ];
      expect(await contract.send('rounded64', [p, q, mode])).toEqual([
        wide.map(([result]) => result),
        wide.map(([, flags]) => flags),
      ]);
    }
  });

  test('functions rounded to nearest', async () => {
    const [a, b, c] = [2.5, 0.75, -1e-3].map(bits32) as [number, number, number];
    expect(await contract.send('nearest32', [a, b, c])).toEqual(
      [
        bits('fma32', a, b, c, 0),
        bits('rem32', a, b),
        ...['sqrt32', 'exp32', 'ln32', 'tanh32', 'sigmoid32'].map((name) => bits(name, a, 0)),
      ].map(([result]) => Number(result)),
    );
    const [p, q, r] = [2.5, 0.75, -1e-3].map(bits64) as [bigint, bigint, bigint];
    expect(await contract.send('nearest64', [p, q, r])).toEqual([
      bits('fma64', p, q, r, 0)[0],
      bits('rem64', p, q)[0],
      bits('sqrt64', p, 0)[0],
    ]);
  });

  test('integers, fixed point, texts, widths', async () => {
    const x = -(2n ** 24n);
    const throughFixed = ask('toFixed32', Number(bits('fromFixed32', x, 0)[0]), 0) as [bigint, number];
    const throughWide = ask('toFixed64', bits('fromFixed64', x, 0)[0], 0) as [bigint, number];
    expect(await contract.send('integers', [x, 0])).toEqual([
      [x, throughFixed[0], x, throughWide[0]],
      [0, throughFixed[1], 0, throughWide[1]],
    ]);
    expect(await contract.send('texts', ['-1234.56789'])).toEqual([
      '-1234.5679',
      '-1.2346e+3',
      '-1234.56789',
      '-1.2345e+3',
    ]);
    expect(await contract.send('widths', [bits32(0.1)])).toEqual([bits64(Math.fround(0.1)), bits32(0.1)]);
  });

  test('a neuron of three inputs', async () => {
    const x = [0.5, -1.25, 3].map(bits32);
    const w = [2, 0.1, -0.3].map(bits32);
    const result = Number(await contract.send('neuron', [x, w, bits32(0.25)]));
    const f = Math.fround;
    const sum = f(f(f(0.25 + f(0.5 * 2)) + f(-1.25 * f(0.1))) + f(3 * f(-0.3)));
    expect(number32(result)).toBe(f(1 / (1 + Math.exp(-sum))));
    expect(number64(bits64(sum))).toBe(sum);
  });

  test('errors of the precompile reach the caller of the library', async () => {
    const abi = compiledAbi;
    expect(await contract.error('texts', ['one'], { abi })).toBe('InvalidDecimal()');
    // The compiler checks the enum before the call.
    expect((await contract.try('rounded32', [0, 0, 5])).execResult.returnValue).toHaveLength(0);
  });
});

describe('rules E1, E6: the precompile in the EVM', () => {
  const data = bytesToHex(calldata('exp32', bits32(1), 0));
  const answer = bytesToHex(analyzeFloats(hexToBytes(data)).execute().data);

  test('staticcall, delegatecall, call with and without value give the same bytes', async () => {
    for (const name of ['raw', 'rawDelegate', 'rawCall']) {
      expect(await contract.send(name, [data])).toEqual([true, answer]);
    }
  });

  test('exactly the price is enough; every limit below is out of gas', async () => {
    const price = FLOATS_GAS.elementary;
    for (const gas of [0, 1, 499, 500, price - 1]) {
      expect(await contract.send('rawWithGas', [data, gas])).toEqual([false, '0x']);
    }
    expect(await contract.send('rawWithGas', [data, price])).toEqual([true, answer]);
  });

  test('a call from outside uses the price and no more; a refused one too', async () => {
    const to: Hex = '0x0000000000000000000000000000000000004d4d';
    expect((await chain.call(data, { to })).executionGasUsed).toBe(BigInt(FLOATS_GAS.elementary));
    const refused = await chain.call(toHex(7, { size: 4 }), { to });
    expect(refused.executionGasUsed).toBe(BigInt(FLOATS_GAS.refused));
    expect(errorOf(refused.returnValue)).toBe('UnknownSelector(0x00000007)');
    expect((await chain.call(data, { to, gas: 1_599n })).executionGasUsed).toBe(1_599n);
  });

  test('before activation the library says so', async () => {
    const early = await createChain({ activation: { block: 10n } });
    const floating = contractAt(early, await early.deploy(compiled.bytecode), compiled.abi);
    const args = [bits32(1), bits32(1)];
    const abi = compiledAbi;
    expect(await floating.error('arithmetic32', args, { abi })).toBe('FloatsUnavailable()');
    expect(await floating.send('raw', [data])).toEqual([true, '0x']);
    early.at({ number: 10n, timestamp: 1n });
    expect(await floating.send('arithmetic32', args)).toEqual([2, 0, 1, 1, -1].map(bits32));
  });

  test('the gas of an addition through the library', async () => {
    const gas = Number(await contract.send('addGas', [bits32(1), bits32(2)]));
    expect(gas).toBeGreaterThan(FLOATS_GAS.arithmetic + 100);
    expect(gas).toBeLessThan(FLOATS_GAS.arithmetic + 700);
  });
});

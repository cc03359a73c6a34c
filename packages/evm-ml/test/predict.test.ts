import { createBlock } from '@ethereumjs/block';
import { Address as EvmAddress } from '@ethereumjs/util';
import { loadModel } from '@evm-ml/quantized-runtime';
import {
  type Address,
  bytesToHex,
  concatHex,
  decodeFunctionResult,
  type Hex,
  hexToBytes,
  padHex,
  toHex,
} from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { layoutOf, PREDICT_ADDRESS, predictAbi } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact, tokenArtefact } from './support/networks.ts';
import { decodeInts, encode, errorText, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

const NAME = 'acme.test.sum';
/** y0 = a + 2b, y1 = 3a + 4b */
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
/** Two indices below 5. */
const TOKENS = tokenArtefact(2, 5);
const NO_MODEL = Uint8Array.of(1, 2, 3);
const UNKNOWN_ID = padHex('0xab', { size: 32 });

const int16 = (...values: number[]): Hex => bytesToHex(new Uint8Array(Int16Array.from(values).buffer));
const word = (value: number | bigint) => toHex(value, { size: 32 });

let chain: Chain;
let prober: TestContract;
let modelId: Hex;
let tokensId: Hex;
let brokenId: Hex;

beforeAll(async () => {
  chain = await createChain();
  modelId = await install(chain, SUM, NAME);
  tokensId = await install(chain, TOKENS, 'acme.test.tokens');
  brokenId = await install(chain, NO_MODEL, 'acme.test.broken');
  const { abi, bytecode } = compile('Prober');
  prober = contractAt(chain, await chain.deploy(bytecode), abi);
});

describe('answers (P6, P7)', () => {
  it.each([
    ['a name', () => NAME],
    ['a name and a version', () => `${NAME}@1`],
    ['a model id', () => modelId],
  ])('predict by %s', async (_, ref) => {
    const { returnValue, exceptionError } = await chain.call(encode.predict(ref(), fixed(1, 10)));
    expect(exceptionError).toBeUndefined();
    expect(decodeInts(bytesToHex(returnValue))).toEqual(fixed(21, 43));
  });

  it.each([
    ['a name', () => NAME, 1n],
    ['a name and a version', () => `${NAME}@1`, 1n],
    ['a model id', () => modelId, 0n],
  ])('every entry point by %s', async (_, ref, version) => {
    expect(await prober.send('predictClass', [ref(), fixed(1, 1)])).toBe(1n);
    expect(await prober.send('predictRaw', [ref(), int16(1, 10, -2, 20)])).toBe(int16(21, 43, 38, 74));
    expect(await prober.send('describe', [ref()])).toMatchObject({ modelId, version, inputLength: 2n });
    expect(await prober.send('gasOf', [ref(), 1n])).toBeGreaterThan(await ownGas(ref()));
  });

  /** What the operators alone cost: less than all of it. */
  async function ownGas(ref: string): Promise<bigint> {
    const seen: bigint[] = [];
    chain.evm.observer = ({ gas }) => seen.push(gas.operators);
    await chain.call(encode.predict(ref, fixed(1, 10)));
    chain.evm.observer = undefined;
    return seen[0]!;
  }

  it('describe tells that a call would cost more than the block holds', async () => {
    const wide = tinyArtefact({ inputs: 1_000, outputs: 1_000, weights: new Array(1_000_000).fill(1) });
    const id = await install(chain, wide);
    const { gas } = (await prober.send('describe', [id])) as { gas: bigint };
    expect(await prober.send('describe', [id])).toMatchObject({ exceedsBlockGasLimit: false });
    for (const [gasLimit, exceeds] of [
      [gas, false],
      [gas - 1n, true],
    ] as const) {
      const { execResult } = await chain.evm.runCall({
        to: new EvmAddress(hexToBytes(PREDICT_ADDRESS)),
        data: hexToBytes(encode.describe(id)),
        block: createBlock({ header: { number: 1n, timestamp: 1n, gasLimit } }, { common: chain.vm.common }),
      });
      const told = decodeFunctionResult({
        abi: predictAbi,
        functionName: 'describe',
        data: bytesToHex(execResult.returnValue),
      });
      expect(told).toMatchObject({ gas, exceedsBlockGasLimit: exceeds });
    }
  });

  it('predict with a batch', async () => {
    const { returnValue } = await chain.call(encode.predict(NAME, fixed(1, 10, -2, 20)));
    expect(decodeInts(bytesToHex(returnValue))).toEqual(fixed(21, 43, 38, 74));
  });

  it('predictClass: the largest output, the lowest index among equals', async () => {
    const classOf = async (...input: number[]) =>
      BigInt(bytesToHex((await chain.call(encode.predictClass(NAME, fixed(...input)))).returnValue));
    expect(await classOf(1, 1)).toBe(1n);
    expect(await classOf(-1, -1)).toBe(0n);
    expect(await classOf(0, 0)).toBe(0n);
  });

  it('predictRaw: the model’s own little-endian numbers', async () => {
    expect(await prober.send('predictRaw', [NAME, int16(1, 10, -2, 20)])).toBe(int16(21, 43, 38, 74));
  });

  it('describe and gasOf', async () => {
    const description = await prober.send('describe', [NAME]);
    expect(description).toMatchObject({
      modelId,
      version: 1n,
      profile: 'a16',
      artefactBytes: BigInt(SUM.length),
      planBytes: BigInt(loadModel(SUM).planBytes),
      inputLength: 2n,
      inputBytes: 4n,
      outputLength: 2n,
      outputBytes: 4n,
      exceedsBlockGasLimit: false,
    });
    expect(await prober.send('gasOf', [NAME, 1n])).toBe((description as { gas: bigint }).gas);
    expect(await prober.send('describe', [modelId])).toMatchObject({ version: 0n });
    expect(await prober.error('gasOf', [NAME, 2n ** 64n], { abi: predictAbi })).toBe('InvalidCalldata()');
  });

  it('gasOf is what predict takes when nothing is warm', async () => {
    for (const ref of [NAME, `${NAME}@1`, modelId]) {
      for (const batch of [1, 3]) {
        const input = fixed(...Array.from({ length: 2 * batch }, (_, i) => i));
        const { executionGasUsed } = await chain.call(encode.predict(ref, input));
        const told = await chain.call(encode.gasOf(ref, BigInt(batch)));
        expect(BigInt(bytesToHex(told.returnValue))).toBe(executionGasUsed);
      }
    }
  });

  it('serves Solidity: the library, the bare interface, and state that depends on the answer', async () => {
    expect(await prober.send('predict', [NAME, fixed(1, 10)])).toEqual(fixed(21, 43));
    expect(await prober.send('viaInterface', [NAME, fixed(1, 10)])).toEqual(fixed(21, 43));
    expect(await prober.send('predictClass', [NAME, fixed(1, 1)])).toBe(1n);
    expect(await prober.send('isAvailable')).toBe(true);
    await prober.send('store', [NAME, fixed(1, 1)]);
    expect(await prober.send('stored')).toBe(2n);
  });
});

describe('errors (P8)', () => {
  it.each<[string, () => Hex, () => string]>([
    [
      'an unknown name',
      () => encode.predict('acme.test.none', fixed(1, 2)),
      () => 'UnknownModel(acme.test.none)',
    ],
    ['an unknown version', () => encode.predict(`${NAME}@2`, fixed(1, 2)), () => `UnknownModel(${NAME}@2)`],
    ['a malformed name', () => encode.predict('Acme.test', fixed(1, 2)), () => 'InvalidReference(Acme.test)'],
    ['a single label', () => encode.predict('acme', fixed(1, 2)), () => 'InvalidReference(acme)'],
    ['no reference', () => encode.predict('', fixed(1, 2)), () => 'InvalidReference()'],
    [
      'a long reference, of which 272 bytes are repeated',
      () => encode.predict('a'.repeat(5_000), fixed(1, 2)),
      () => `InvalidReference(${'a'.repeat(272)})`,
    ],
    [
      'an id in capitals',
      () => encode.describe(modelId.toUpperCase()),
      () => `InvalidReference(${modelId.toUpperCase()})`,
    ],
    [
      'an unsealed model',
      () => encode.predict(UNKNOWN_ID, fixed(1, 2)),
      () => `UnsealedModel(${UNKNOWN_ID})`,
    ],
    [
      'bytes that are no model',
      () => encode.describe('acme.test.broken'),
      () => `UnusableModel(${brokenId},Truncated)`,
    ],
    [
      'the same again, from the cache',
      () => encode.describe(brokenId),
      () => `UnusableModel(${brokenId},Truncated)`,
    ],
    ['too few numbers', () => encode.predict(NAME, fixed(1)), () => 'WrongInputLength(2,1)'],
    ['half an example too much', () => encode.predict(NAME, fixed(1, 2, 3)), () => 'WrongInputLength(2,3)'],
    ['no numbers', () => encode.predict(NAME, []), () => 'WrongInputLength(2,0)'],
    ['too few bytes', () => encode.predictRaw(NAME, '0x000000'), () => 'WrongInputLength(4,3)'],
    ['no bytes', () => encode.predictRaw(NAME, '0x'), () => 'WrongInputLength(4,0)'],
    [
      'two examples for one class',
      () => encode.predictClass(NAME, fixed(1, 2, 3, 4)),
      () => 'WrongInputLength(2,4)',
    ],
    ['an index out of range', () => encode.predict(tokensId, fixed(1, 2, 5, 2)), () => 'InputOutOfRange(2)'],
    [
      'an index that is no whole number',
      () => encode.predict(tokensId, [1n, 0n]),
      () => 'InputOutOfRange(0)',
    ],
    ['an unknown selector', () => '0xdeadbeef', () => 'UnknownSelector(0xdeadbeef)'],
    ['no selector', () => '0x', () => 'InvalidCalldata()'],
    ['half a selector', () => '0xdead', () => 'InvalidCalldata()'],
    ['no arguments', () => encode.describe(NAME).slice(0, 10) as Hex, () => 'InvalidCalldata()'],
    [
      'truncated arguments',
      () => encode.predict(NAME, fixed(1, 2)).slice(0, -2) as Hex,
      () => 'InvalidCalldata()',
    ],
    [
      'an offset beyond the data',
      () => concatHex([encode.describe(NAME).slice(0, 10) as Hex, word(2n ** 255n)]),
      () => 'InvalidCalldata()',
    ],
    [
      'a length beyond the data',
      () => concatHex([encode.describe(NAME).slice(0, 10) as Hex, word(32), word(2n ** 31n)]),
      () => 'InvalidCalldata()',
    ],
  ])('%s', async (_, data, expected) => {
    expect(errorText(await reverted(data()))).toBe(expected());
  });

  it('repeats bytes that are no text unchanged', async () => {
    const data = concatHex([encode.describe('').slice(0, 10) as Hex, word(32), word(2), '0xff80']);
    expect(await reverted(data)).toContain('ff80');
  });

  it('reaches Solidity as a custom error', async () => {
    const error = (name: string, args: unknown[]) => prober.error(name, args, { abi: predictAbi });
    expect(await error('predict', ['acme.test.none', fixed(1, 2)])).toBe('UnknownModel(acme.test.none)');
    expect(await error('viaInterface', [NAME, fixed(1)])).toBe('WrongInputLength(2,1)');
    expect(await error('predictRaw', [NAME, '0x'])).toBe('WrongInputLength(4,0)');
  });

  async function reverted(data: Hex): Promise<Hex> {
    const gas = 5_000_000n;
    const { exceptionError, returnValue, executionGasUsed } = await chain.call(data, { gas });
    expect(exceptionError?.error).toBe('revert');
    expect(executionGasUsed).toBeLessThan(200_000n);
    return bytesToHex(returnValue);
  }
});

describe('ways to call (P10)', () => {
  const kinds = ['CALL', 'STATICCALL', 'DELEGATECALL', 'CALLCODE'];
  const GAS = 1_000_000n;

  it.each(kinds.map((name, kind) => [name, kind] as const))(
    '%s gives the same answer and error',
    async (_, kind) => {
      const [ok, answer] = await probe(kind, encode.predict(NAME, fixed(1, 10)));
      expect(ok).toBe(true);
      expect(decodeInts(answer)).toEqual(fixed(21, 43));
      const [failed, error] = await probe(kind, encode.predict(NAME, fixed(1)));
      expect(failed).toBe(false);
      expect(errorText(error)).toBe('WrongInputLength(2,1)');
    },
  );

  it('costs the same in every way', async () => {
    const used = new Set<bigint>();
    chain.evm.observer = ({ gas }) => used.add(gas.total);
    for (const kind of kinds.keys()) await probe(kind, encode.predict(NAME, fixed(1, 10)));
    chain.evm.observer = undefined;
    expect(used.size).toBe(1);
  });

  it('keeps value that is sent to it, as precompiles do', async () => {
    await chain.fund(prober.address);
    const [ok, answer] = await probe(4, encode.predict(NAME, fixed(1, 10)));
    expect(ok).toBe(true);
    expect(decodeInts(answer)).toEqual(fixed(21, 43));
  });

  it('answers at the end of 30 nested calls', async () => {
    const answer = await prober.send('nested', [30n, encode.predict(NAME, fixed(1, 10))]);
    expect(decodeInts(answer as Hex)).toEqual(fixed(21, 43));
  });

  async function probe(kind: number, data: Hex): Promise<readonly [boolean, Hex, bigint]> {
    return (await prober.send('probe', [BigInt(kind), GAS, data])) as readonly [boolean, Hex, bigint];
  }
});

describe('what is read', () => {
  it('ABI data in any order, with any padding and with bytes at its end, as Solidity reads it', async () => {
    const selector = encode.predict('', []).slice(0, 10) as Hex;
    const text = bytesToHex(new TextEncoder().encode(NAME));
    const data = concatHex([
      selector,
      word(160), // the reference comes last, unpadded
      word(64),
      word(2),
      ...fixed(1, 10).map(word),
      word(NAME.length),
      text,
      '0x112233',
    ]);
    const { returnValue } = await chain.call(data);
    expect(decodeInts(bytesToHex(returnValue))).toEqual(fixed(21, 43));
  });

  it('negative and very large numbers', async () => {
    const values = [
      -(2n ** 255n),
      2n ** 255n - 1n,
      2n ** 64n,
      -(2n ** 64n),
      2n ** 128n,
      -1n,
      -(2n ** 128n),
      2n ** 127n,
    ];
    const seen: bigint[][] = [];
    const spy = await createChain({
      loadModel: (bytes) => {
        const model = loadModel(bytes);
        return {
          ...model,
          encodeFixed: (numbers) => {
            seen.push([...numbers]);
            return model.encodeFixed(numbers.map(() => 0n));
          },
        };
      },
    });
    const id = await install(spy, SUM);
    await spy.call(encode.predict(id, values));
    expect(seen).toEqual([values]);
  });
});

describe('names and versions', () => {
  it('follow what the owner marks as latest, within the same block', async () => {
    const other = await createChain();
    const first = await install(other, SUM, 'acme.moves.on');
    const second = await install(other, tinyArtefact({ inputs: 2, outputs: 1, weights: [1, 1] }));
    const { publishTransaction } = await import('../src/index.ts');
    const { data, to } = publishTransaction('acme.moves.on', second);
    await other.mine({ to: to as Address, data });
    const ask = async (ref: string) => (await other.call(encode.describe(ref))).returnValue.slice(32, 64);
    expect(await ask('acme.moves.on')).toEqual(hexToBytes(second));
    expect(await ask('acme.moves.on@1')).toEqual(hexToBytes(first));
    expect(await ask('acme.moves.on@2')).toEqual(hexToBytes(second));
  });

  it('P5: describe of a bare name tells the latest version, not how many there are; observers hear the same', async () => {
    const other = await createChain();
    const { publishTransaction } = await import('../src/index.ts');
    await install(other, SUM, 'acme.moves.on');
    for (const [weight, isLatest] of [
      [1, true],
      [2, false],
    ] as const) {
      const id = await install(other, tinyArtefact({ inputs: 1, outputs: 1, weights: [weight] }));
      const { data, to } = publishTransaction('acme.moves.on', id, isLatest);
      await other.mine({ to, data });
    }
    const heard: (number | undefined)[] = [];
    other.evm.observer = ({ version }) => heard.push(version);
    for (const [ref, version] of [
      ['acme.moves.on', 2n],
      ['acme.moves.on@3', 3n],
    ] as const) {
      const { returnValue } = await other.call(encode.describe(ref));
      const told = decodeFunctionResult({
        abi: predictAbi,
        functionName: 'describe',
        data: bytesToHex(returnValue),
      });
      expect(told.version).toBe(version);
      expect(heard.pop()).toBe(Number(version));
    }
  });

  it('P5: a name may stand for a model whose id begins with zeros', async () => {
    const other = await createChain();
    const artefact = Array.from({ length: 10_000 }, (_, i) =>
      tinyArtefact({ inputs: 1, outputs: 2, weights: [(i % 255) - 127, Math.floor(i / 255)] }),
    ).find((model) => layoutOf({ model }).modelId.startsWith('0x00'))!;
    const id = await install(other, artefact, 'acme.test.zeros');
    expect(id.slice(0, 4)).toBe('0x00');
    const { returnValue } = await other.call(encode.describe('acme.test.zeros'));
    expect(returnValue.slice(32, 64)).toEqual(hexToBytes(id));
  });
});

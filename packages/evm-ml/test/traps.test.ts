/** The traps of the EVM library underneath: each would break consensus without the guard. */
import { createEVM, EVMError } from '@ethereumjs/evm';
import { Address, hexToBytes } from '@ethereumjs/util';
import type { Model } from '@evm-ml/quantized-runtime';
import { loadModel } from '@evm-ml/quantized-runtime';
import { bytesToHex, concatHex, encodeFunctionData, type Hex, toHex } from 'viem';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  copyPredictVm,
  createPredictCommon,
  layoutOf,
  ModelCache,
  PREDICT_ADDRESS,
  PredictFault,
} from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { tinyArtefact } from './support/networks.ts';
import { decodeInts, encode, fixed } from './support/predict-calls.ts';
import { type CompiledContract, compile } from './support/solidity.ts';

const NAME = 'acme.test.sum';
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
const QUESTION = encode.predict(NAME, fixed(1, 10));

let proberCode: CompiledContract;

interface Setup extends Chain {
  readonly prober: Hex;
  readonly nested: Hex;
}

/** A chain whose model does as it is told. */
async function setup(execute?: Model['execute'], load?: () => Model): Promise<Setup> {
  const chain = await createChain({
    loadModel: (bytes) => {
      if (load) return load();
      const model = loadModel(bytes);
      return execute ? { ...model, execute } : model;
    },
  });
  await install(chain, SUM, NAME);
  proberCode ??= compile('Prober');
  const prober = await chain.deploy(proberCode.bytecode);
  const nested = encodeFunctionData({ abi: proberCode.abi, functionName: 'nested', args: [3n, QUESTION] });
  return { ...chain, prober, nested };
}

/** Checkpoints that are open in the journal. */
const openCheckpoints = (chain: Chain): number => chain.evm.journal['journalHeight'];

describe('P13: a fault', () => {
  const failures: readonly [string, () => never][] = [
    [
      'a plain Error',
      () => {
        throw new Error('disk on fire');
      },
    ],
    [
      'lack of memory',
      () => {
        throw new RangeError('Array buffer allocation failed');
      },
    ],
    [
      'an EVMError, which the interpreter would take for an outcome',
      () => {
        throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
      },
    ],
    [
      'something that is no Error',
      () => {
        throw 'a string';
      },
    ],
  ];

  it.each(failures)(
    '%s stops the transaction, in a nested call too, and leaves nothing behind',
    async (_, run) => {
      const chain = await setup(run);
      const before = await chain.stateRoot();
      for (const transaction of [
        { to: PREDICT_ADDRESS, data: QUESTION },
        { to: chain.prober, data: chain.nested },
      ]) {
        await expect(chain.send(transaction)).rejects.toBeInstanceOf(PredictFault);
        expect(openCheckpoints(chain)).toBe(0);
        expect(await chain.stateRoot()).toBe(before);
      }
    },
  );

  it('is remembered: the EVM runs nothing any more, so that no result can follow it', async () => {
    const chain = await setup(() => {
      throw new Error('disk on fire');
    });
    await expect(chain.send({ to: chain.prober, data: chain.nested })).rejects.toThrow('disk on fire');
    expect(chain.evm.fault).toBeInstanceOf(PredictFault);
    expect(chain.evm.fault?.cause).toEqual(new Error('disk on fire'));
    await expect(chain.call('0x', { to: chain.prober })).rejects.toBe(chain.evm.fault);
  });

  it('while loading is a fault as well, unless the bytes are to blame', async () => {
    const chain = await setup(undefined, () => {
      throw new Error('cannot compile');
    });
    await expect(chain.send({ to: PREDICT_ADDRESS, data: QUESTION })).rejects.toThrow('cannot compile');
  });

  it('on a copy leaves the original alone', async () => {
    let fail = false;
    const chain = await createChain({
      loadModel: (bytes) => {
        const model = loadModel(bytes);
        const execute: Model['execute'] = (input, batch) => {
          if (fail) throw new Error('disk on fire');
          return model.execute(input, batch);
        };
        return { ...model, execute };
      },
    });
    await install(chain, SUM, NAME);
    const copy = await copyPredictVm(chain.vm);
    fail = true;
    const question = { to: new Address(hexToBytes(PREDICT_ADDRESS)), data: hexToBytes(QUESTION) };
    await expect(copy.evm.runCall(question)).rejects.toBeInstanceOf(PredictFault);
    fail = false;
    expect((await chain.call(QUESTION)).exceptionError).toBeUndefined();
  });

  it.each<[string, number, (code: Uint8Array) => Uint8Array]>([
    ['gone', 1, () => new Uint8Array()],
    ['shorter', 2, (code) => code.slice(0, -1)],
    ['longer', 2, (code) => Uint8Array.of(...code, 0)],
  ])('is raised if a chunk of a sealed model is %s, instead of an answer', async (_, index, damage) => {
    const chain = await setup();
    const model = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4], padding: 60_000 });
    const id = await install(chain, model);
    const { address, bytes } = layoutOf({ model }).model.chunks[index]!;
    const code = damage(Uint8Array.of(0, ...bytes));
    await chain.vm.stateManager.putCode(new Address(hexToBytes(address)), code);
    const asked = chain.call(encode.predict(id, fixed(1, 10)));
    await expect(asked).rejects.toThrow(/damaged/);
    await expect(asked).rejects.toBeInstanceOf(PredictFault);
  });
});

describe('gas', () => {
  let chain: Setup;
  beforeEach(async () => {
    chain = await setup();
  });

  it('out of gas takes the limit and not a unit more', async () => {
    const { executionGasUsed: enough } = await chain.call(QUESTION);
    const { executionGasUsed, exceptionError, returnValue } = await chain.call(QUESTION, {
      gas: enough - 1n,
    });
    expect(exceptionError?.error).toBe('out of gas');
    expect(executionGasUsed).toBe(enough - 1n);
    expect(returnValue).toHaveLength(0);
  });

  it('a revert returns what is left, with its data', async () => {
    const gas = 1_000_000n;
    const result = await chain.call(encode.predict('acme.test.none', fixed(1)), { gas });
    expect(result.exceptionError?.error).toBe('revert');
    expect(result.executionGasUsed).toBeLessThan(20_000n);
    expect(result.returnValue.length).toBeGreaterThan(4);
  });

  it('a transaction never uses more than its limit', async () => {
    for (const gas of [25_000n, 30_000n, 35_000n, 60_000n]) {
      const { totalGasSpent } = await chain.send({ to: PREDICT_ADDRESS, data: QUESTION, gas });
      expect(totalGasSpent).toBeLessThanOrEqual(gas);
    }
  });
});

describe('curves', () => {
  // createEVM() replaces options.bn254 by its own; the constructor leaves it undefined, and the first pairing crashes.
  const G1 = [1n, 2n];
  const TWICE = [
    0x030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3n,
    0x15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4n,
  ];
  const G2 = [
    0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2n,
    0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6edn,
    0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975bn,
    0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daan,
  ];
  const MINUS_G1 = [1n, 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45n];
  const words = (...numbers: bigint[]): Hex =>
    concatHex(numbers.map((number) => toHex(number, { size: 32 })));

  it.each<[string, number, Hex, Hex]>([
    ['ecAdd', 6, words(...G1, ...G1), words(...TWICE)],
    ['ecMul', 7, words(...G1, 2n), words(...TWICE)],
    ['ecPairing of what cancels', 8, words(...G1, ...G2, ...MINUS_G1, ...G2), words(1n)],
    ['ecPairing of what does not', 8, words(...G1, ...G2, ...G1, ...G2), words(0n)],
  ])(
    '%s of alt_bn128 answers here, on copies, and with PREDICT off (EIP-196, EIP-197)',
    async (_, n, data, expected) => {
      const chain = await createChain();
      await chain.stateRoot();
      const off = await createChain({ activation: 'off' });
      const copy = await copyPredictVm(chain.vm);
      for (const evm of [chain.evm, copy.evm, chain.evm.shallowCopy(), off.evm]) {
        const to = new Address(hexToBytes(toHex(n, { size: 20 })));
        const { execResult } = await evm.runCall({ to, data: hexToBytes(data), gasLimit: 1_000_000n });
        expect(bytesToHex(execResult.returnValue)).toBe(expected);
      }
    },
  );
});

describe('copies', () => {
  it('made by VM.shallowCopy() refuse to answer, as they know neither activation nor caches', async () => {
    const chain = await setup();
    const copy = await chain.vm.shallowCopy();
    const question = { to: new Address(hexToBytes(PREDICT_ADDRESS)), data: hexToBytes(QUESTION) };
    await expect(copy.evm.runCall(question)).rejects.toThrow('copyPredictVm');
  });

  it('made by copyPredictVm() or evm.shallowCopy() answer alike and write nothing to the original', async () => {
    const chain = await setup();
    await chain.stateRoot(); // flushes caches, which a copy does not see
    const before = await chain.stateRoot();
    const copy = await copyPredictVm(chain.vm);
    for (const evm of [copy.evm, chain.evm.shallowCopy()]) {
      const { execResult } = await evm.runCall({
        to: new Address(hexToBytes(PREDICT_ADDRESS)),
        data: hexToBytes(QUESTION),
      });
      expect(decodeInts(bytesToHex(execResult.returnValue))).toEqual(fixed(21, 43));
    }
    expect(await chain.stateRoot()).toBe(before);
  });

  it('of another EVM are refused', async () => {
    const chain = await setup();
    const { createVM } = await import('@ethereumjs/vm');
    const plain = await createVM({
      common: chain.vm.common,
      evm: await createEVM({ common: chain.vm.common }),
    });
    await expect(copyPredictVm(plain)).rejects.toThrow('createPredictEvm');
  });
});

describe('state', () => {
  it('is read and never written, in whichever way PREDICT is called', async () => {
    const chain = await setup();
    const { stateManager } = chain.vm;
    const written: string[] = [];
    const watch = <K extends 'putStorage' | 'putCode' | 'clearStorage'>(name: K) => {
      const original = stateManager[name].bind(stateManager);
      Object.assign(stateManager, {
        [name]: (...args: unknown[]) => {
          written.push(name);
          return Reflect.apply(original, stateManager, args);
        },
      });
    };
    for (const name of ['putStorage', 'putCode', 'clearStorage'] as const) watch(name);
    for (const kind of [0n, 1n, 2n, 3n]) {
      const data = encodeFunctionData({
        abi: proberCode.abi,
        functionName: 'probe',
        args: [kind, 1_000_000n, QUESTION],
      });
      await chain.mine({ to: chain.prober, data });
    }
    expect(written).toEqual([]);
  });
});

describe('the bytes of a model', () => {
  it.each([
    ['in its manifest', 0],
    ['in chunks', 60_000],
  ])('%s belong to whoever loads them: the state keeps its own', async (_, padding) => {
    const chain = await createChain({
      models: new ModelCache({ maxBytes: 0 }),
      loadModel: (bytes) => {
        const model = loadModel(bytes.slice());
        bytes.fill(0);
        return model;
      },
    });
    const artefact = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4], padding });
    const ask = encode.predict(await install(chain, artefact), fixed(1, 10));
    for (let again = 0; again < 2; again++) {
      expect(decodeInts(bytesToHex((await chain.call(ask)).returnValue))).toEqual(fixed(21, 43));
    }
  });
});

describe('two calls at once', () => {
  it('are refused on one EVM, whose journal both would spoil, and work on a copy', async () => {
    const chain = await setup();
    await chain.stateRoot();
    const question = { to: new Address(hexToBytes(PREDICT_ADDRESS)), data: hexToBytes(QUESTION) };
    const copy = chain.evm.shallowCopy();
    const first = chain.evm.runCall(question);
    await expect(chain.evm.runCall(question)).rejects.toThrow('running already');
    const beside = await copy.runCall(question);
    expect(bytesToHex((await first).execResult.returnValue)).toBe(bytesToHex(beside.execResult.returnValue));
    expect((await chain.evm.runCall(question)).execResult.exceptionError).toBeUndefined();
  });
});

describe('protocol parameters', () => {
  it('are those of Osaka, by redefining it', async () => {
    const { Common, Hardfork, Mainnet } = await import('@ethereumjs/common');
    const stock = new Common({ chain: Mainnet, hardfork: Hardfork.Osaka });
    const ours = createPredictCommon({ chainId: 1 });
    const eips = (common: typeof stock) => [...new Set(common.eips())].sort((a, b) => a - b);
    expect(eips(ours)).toEqual(eips(stock));
    expect(ours.getHardforkBy({ blockNumber: 0n, timestamp: 0n })).toBe(Hardfork.Osaka);
  });

  it('that genesis changes hold for transactions and in copies, whatever the libraries’ defaults', async () => {
    const raised = 30_000_000n;
    const chain = await createChain({ chain: { params: { maxTransactionGasLimit: Number(raised) } } });
    await chain.mine({ to: PREDICT_ADDRESS, data: '0x', gas: raised }).catch(() => undefined);
    const result = await chain.send({ to: PREDICT_ADDRESS, data: '0xdeadbeef', gas: raised });
    expect(result.execResult.exceptionError?.error).toBe('revert');
    const copy = await copyPredictVm(chain.vm);
    expect(copy.common.param('maxTransactionGasLimit')).toBe(raised);
    const plain = await createChain();
    await expect(plain.send({ to: PREDICT_ADDRESS, gas: raised })).rejects.toThrow('gas');
  });
});

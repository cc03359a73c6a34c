import { hexToBytes } from '@ethereumjs/util';
import { bytesToHex, concatHex, encodeFunctionData, type Hex, size, toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { isActive } from '../src/activation.ts';
import { type Activation, copyPredictVm, PREDICT_ADDRESS, predictAbi, predictGenesis } from '../src/index.ts';
import { type Chain, createChain, install } from './support/chain.ts';
import { contractAt } from './support/contract.ts';
import { putCode } from './support/doors.ts';
import { tinyArtefact } from './support/networks.ts';
import { decodeInts, encode, errorText, fixed } from './support/predict-calls.ts';
import { compile } from './support/solidity.ts';

const NAME = 'acme.test.sum';
const SUM = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 3, 2, 4] });
const QUESTION = encode.predict(NAME, fixed(1, 10));
const at = (number: bigint, timestamp: bigint) => ({ number, timestamp });

describe('P11: activation', () => {
  it.each<[Activation, [bigint, bigint], boolean]>([
    [{}, [0n, 0n], true],
    [{ block: 5n }, [4n, 99n], false],
    [{ block: 5n }, [5n, 0n], true],
    [{ time: 7n }, [99n, 6n], false],
    [{ time: 7n }, [0n, 7n], true],
    [{ block: 5n, time: 7n }, [5n, 6n], false],
    [{ block: 5n, time: 7n }, [5n, 7n], true],
  ])('%o in block %o: %s', (activation, [number, timestamp], expected) => {
    expect(isActive(activation, at(number, timestamp))).toBe(expected);
  });

  it.each<[string, Activation, { number: bigint; timestamp: bigint }]>([
    ['a block', { block: 10n }, at(10n, 1n)],
    ['a time', { time: 1_000n }, at(2n, 1_000n)],
  ])(
    'from %s on: callers learn that PREDICT is unavailable before, and are answered after',
    async (_, activation, start) => {
      const chain = await createChain({ activation });
      await install(chain, SUM, NAME);
      const { abi, bytecode } = compile('Prober');
      const prober = contractAt(chain, await chain.deploy(bytecode), abi);

      const before = await chain.call(QUESTION);
      expect(before.exceptionError?.error).toBe('revert');
      expect(errorText(bytesToHex(before.returnValue))).toBe('PredictUnavailable()');
      expect(await prober.error('predict', [NAME, fixed(1, 10)], { abi: predictAbi })).toBe(
        'PredictUnavailable()',
      );
      expect(await prober.send('isAvailable')).toBe(false);

      chain.at(start);
      expect(await prober.send('predict', [NAME, fixed(1, 10)])).toEqual(fixed(21, 43));
      expect(await prober.send('isAvailable')).toBe(true);

      const copy = await copyPredictVm(chain.vm);
      expect(copy.evm.getPrecompile?.(PREDICT_ADDRESS)).toBeUndefined(); // no block yet
      chain.at(at(1n, 1n));
      expect(await prober.send('isAvailable')).toBe(false);
    },
  );

  it('gas does not depend on which blocks the EVM ran before: the address is warm as soon as it is active', async () => {
    const gasOf = async (warmUp: boolean): Promise<bigint> => {
      const chain = await createChain({ activation: { block: 10n } });
      await install(chain, SUM, NAME);
      const { abi, bytecode } = compile('Prober');
      const prober = contractAt(chain, await chain.deploy(bytecode), abi);
      if (warmUp) {
        chain.at(at(10n, 1n));
        await prober.send('isAvailable');
        chain.at(at(9n, 1n));
        await prober.send('isAvailable');
      }
      chain.at(at(10n, 1n));
      return (await prober.try('predict', [NAME, fixed(1, 10)])).totalGasSpent;
    };
    expect(await gasOf(true)).toBe(await gasOf(false));
  });

  it('without PREDICT and without its placeholder, the library does not take silence for an answer', async () => {
    const chain = await createChain({ activation: 'off', withoutGenesis: true });
    const { abi, bytecode } = compile('Prober');
    const prober = contractAt(chain, await chain.deploy(bytecode), abi);
    const silence = await chain.call(QUESTION);
    expect(silence.exceptionError).toBeUndefined();
    expect(silence.returnValue).toHaveLength(0);
    for (const [name, args] of [
      ['predict', [NAME, fixed(1)]],
      ['predictClass', [NAME, fixed(1)]],
      ['predictFromText', [NAME, 'a']],
      ['predictClassFromText', [NAME, 'a']],
      ['predictText', [NAME, 'a']],
      ['generate', [NAME, [1n], 0n]],
      ['predictRaw', [NAME, '0x00']],
      ['describe', [NAME]],
      ['gasOf', [NAME, 1n]],
    ] as const) {
      expect(await prober.error(name, args, { abi: predictAbi })).toBe('PredictUnavailable()');
    }
    expect(await prober.send('isAvailable')).toBe(false);
  });

  it.each<[string, Hex]>([
    ['half a word', `0x${'00'.repeat(31)}`],
    ['a word where a list belongs', `0x${'20'.padStart(64, '0')}`],
    ['another offset', `0x${'40'.padStart(64, '0')}${'00'.repeat(32)}`],
    ['a list longer than the data', `0x${'20'.padStart(64, '0')}${'21'.padStart(64, '0')}${'00'.repeat(32)}`],
    ['a list of absurd length', `0x${'20'.padStart(64, '0')}${'ff'.repeat(32)}${'00'.repeat(32)}`],
    ['a length that overflows', `0x${'20'.padStart(64, '0')}${`08${'00'.repeat(31)}`}${'00'.repeat(32)}`],
  ])('whatever else lies at the address: %s is no answer', async (_, data) => {
    const chain = await createChain({ activation: 'off', withoutGenesis: true });
    const { abi, bytecode } = compile('Prober');
    const prober = contractAt(chain, await chain.deploy(bytecode), abi);
    // PUSH1 size, PUSH1 12, PUSH0, CODECOPY, PUSH1 size, PUSH0, RETURN, padded to 12 bytes
    const length = toHex(size(data), { size: 1 });
    await putCode(
      chain,
      PREDICT_ADDRESS,
      concatHex(['0x60', length, '0x600c5f39', '0x60', length, '0x5ff3', '0x0000', data]),
    );
    expect(await prober.error('predict', [NAME, fixed(1)], { abi: predictAbi })).toBe('PredictUnavailable()');
    expect(await prober.error('predictRaw', [NAME, '0x00'], { abi: predictAbi })).toBe(
      'PredictUnavailable()',
    );
  });

  it('switched off, the EVM has no trace of PREDICT', async () => {
    const chain = await createChain({ activation: 'off' });
    expect(chain.evm.getPrecompile(PREDICT_ADDRESS)).toBeUndefined();
    expect([...chain.evm.precompiles.keys()]).not.toContain(PREDICT_ADDRESS.slice(2));
    const copy = await chain.vm.shallowCopy();
    expect([...copy.evm.precompiles.keys()]).not.toContain(PREDICT_ADDRESS.slice(2));
  });
});

describe('predictGenesis', () => {
  it('has the placeholder, the store and the registry, none larger than EIP-170 allows', () => {
    const accounts = predictGenesis();
    expect(accounts.map(({ name }) => name)).toEqual(['PREDICT', 'ModelStore', 'ModelRegistry']);
    for (const { code, nonce } of accounts) {
      expect(hexToBytes(code).length).toBeLessThanOrEqual(24_576);
      expect(nonce).toBe(1n); // EIP-161: as a deployed contract
    }
  });
});

describe('a prediction of a model that a reverted frame sealed', () => {
  it('is refused afterwards, though the cache knows the model', async () => {
    const chain: Chain = await createChain();
    const { abi, bytecode } = compile('Sealer');
    const sealer = contractAt(chain, await chain.deploy(bytecode), abi);
    const { layoutOf } = await import('../src/index.ts');
    const { modelId } = layoutOf({ model: SUM });
    const ask = encode.predict(modelId, fixed(1, 10));
    const answers = (await sealer.send('sealAskRevertAsk', [bytesToHex(SUM), ask])) as [Hex, Hex];
    expect(decodeInts(answers[0])).toEqual(fixed(21, 43));
    expect(errorText(answers[1])).toBe(`UnsealedModel(${modelId})`);
    expect(chain.evm.predict.models.size).toBe(1);
    const { returnValue } = await chain.call(
      encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [modelId] }),
    );
    expect(errorText(bytesToHex(returnValue))).toBe(`UnsealedModel(${modelId})`);
  });
});

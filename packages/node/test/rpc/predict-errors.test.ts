/** Errors of PREDICT that come through a contract, decoded by the caller's own ABI and `predictErrorsAbi`. */
import { MODEL_REGISTRY_ADDRESS } from '@evm-ml/evm';
import { mlActions, mlWalletActions, predictErrorsAbi } from '@evm-ml/evm/viem';
import {
  type Abi,
  type BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  type Hex,
  parseAbi,
  toFunctionSelector,
} from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyArtefact, tokenArtefact } from '../../../evm-ml/test/support/networks.ts';
import { compileAll } from '../../../evm-ml/test/support/solidity.ts';
import { type RunningNode, startNode } from '../../src/index.ts';
import { publicClient, walletClient } from '../support/clients.ts';

const source = `
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Float64Math} from "@evm-ml/evm/contracts/floats/Float64.sol";
import {IModelRegistry} from "@evm-ml/evm/contracts/interfaces/IModelRegistry.sol";
import {Predict} from "@evm-ml/evm/contracts/Predict.sol";
contract Proxy is ERC1967Proxy {
  constructor(address implementation, bytes memory data) ERC1967Proxy(implementation, data) {}
}
contract Asker {
  string public model;
  uint256 public last;
  function initialize(string calldata name) external { require(bytes(model).length == 0); model = name; }
  function classify(int256[] calldata input) public view returns (uint256) { return Predict.predictClass(model, input); }
  function ask(int256[] calldata input) external view returns (int256[] memory) { return Predict.predict(model, input); }
  function keep(int256[] calldata input) external { last = classify(input); }
  function number(string calldata text) external pure returns (string memory) { return Float64Math.fromString(text).toString(); }
  function take(IModelRegistry registry, string calldata name) external { registry.register(name, bytes32(0)); }
}`;

/** What a caller writes by hand: functions only. */
const own = parseAbi([
  'function initialize(string name)',
  'function classify(int256[] input) view returns (uint256)',
  'function ask(int256[] input) view returns (int256[])',
  'function keep(int256[] input)',
  'function last() view returns (uint256)',
  'function number(string text) pure returns (string)',
  'function take(address registry, string name)',
]);
const abi = [...own, ...predictErrorsAbi] as const;
const DENSE = 'acme.errors.dense';
const TOKENS = 'acme.errors.tokens';
const units = (...numbers: number[]) => numbers.map((number) => BigInt(number) * 10n ** 18n);

let node: RunningNode;
let askers: Record<'direct' | 'behind' | 'tokens' | 'implementation', Hex>;
const wallet = () => walletClient(node.url).extend(mlWalletActions());

async function deploy(contract: { abi: Abi; bytecode: Hex }, args: readonly unknown[] = []): Promise<Hex> {
  const hash = await wallet().deployContract({ ...contract, args });
  return (await wallet().waitForTransactionReceipt({ hash })).contractAddress!;
}

beforeAll(async () => {
  node = await startNode({ port: 0 });
  // Class 0 if the first of two numbers is larger, else class 1.
  const dense = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 0, 0, 1] });
  await wallet().deployModel({ artefact: dense, name: DENSE });
  await wallet().deployModel({ artefact: tokenArtefact(3, 5), name: TOKENS });
  const contracts = compileAll('Asker', source);
  const initialize = (name: string) => encodeFunctionData({ abi, functionName: 'initialize', args: [name] });
  const behindProxy = (name: string) => deploy(contracts.get('Proxy')!, [implementation, initialize(name)]);
  const implementation = await deploy(contracts.get('Asker')!);
  const direct = await deploy(contracts.get('Asker')!);
  await wallet().sendTransaction({ to: direct, data: initialize(DENSE) });
  askers = {
    implementation,
    direct,
    behind: await behindProxy(DENSE),
    tokens: await behindProxy(TOKENS),
  };
});
afterAll(() => node.close());

/** The decoded error of a call that has to be reverted. */
async function revertOf(asked: Promise<unknown>): Promise<ContractFunctionRevertedError> {
  const error = await asked.then(
    () => expect.fail('the call succeeded'),
    (reason: BaseError) => reason,
  );
  const reverted = error.walk((each) => each instanceof ContractFunctionRevertedError);
  if (reverted === null) throw error;
  return reverted as ContractFunctionRevertedError;
}

const read = (address: Hex) => ({ address, abi }) as const;

describe('a contract behind an ERC-1967 proxy', () => {
  test('asks as one that is called directly', async () => {
    const client = publicClient(node.url).extend(mlActions());
    for (const input of [units(3, -4), units(-3, 4)]) {
      const class_ = await client.predictClass({ model: DENSE, input });
      expect(class_).toBe(input[0]! > 0n ? 0 : 1);
      for (const address of [askers.direct, askers.behind]) {
        const call = { ...read(address), functionName: 'classify', args: [input] } as const;
        expect(await client.readContract(call)).toBe(BigInt(class_));
      }
    }
    const answer = await client.readContract({
      ...read(askers.behind),
      functionName: 'ask',
      args: [units(3, -4, 5, 6)],
    });
    expect(answer).toEqual(units(3, -4, 5, 6));
  });

  test('keeps the answer of a transaction in the state of the proxy, and PREDICT is traced', async () => {
    const client = publicClient(node.url).extend(mlActions());
    const hash = await wallet().writeContract({
      ...read(askers.behind),
      functionName: 'keep',
      args: [units(0, 1)],
    });
    expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success');
    expect(await client.readContract({ ...read(askers.behind), functionName: 'last' })).toBe(1n);
    expect(await client.readContract({ ...read(askers.implementation), functionName: 'last' })).toBe(0n);
    expect(await client.getPredictionTrace({ hash })).toMatchObject([
      { entry: 'predictClass', reference: DENSE, outcome: 'returned' },
    ]);
  });

  test.each(['direct', 'behind'] as const)('P8: %s, every way of viem decodes an error', async (which) => {
    const call = { ...read(askers[which]), functionName: 'keep', args: [units(1, 2, 3)] } as const;
    for (const ask of [
      () => wallet().simulateContract(call),
      () => wallet().estimateContractGas(call),
      () => wallet().writeContract(call),
      () => wallet().readContract({ ...call, functionName: 'classify' }),
    ]) {
      const { data } = await revertOf(ask());
      expect(data).toMatchObject({ errorName: 'WrongInputLength', args: [2n, 3n] });
    }
  });

  test('its implementation was never given a name, and PREDICT says so', async () => {
    const { data } = await revertOf(
      wallet().readContract({
        ...read(askers.implementation),
        functionName: 'classify',
        args: [units(1, 2)],
      }),
    );
    expect(data).toMatchObject({ errorName: 'InvalidReference', args: [''] });
  });
});

describe('InputOutOfRange', () => {
  const ask = (input: bigint[]) =>
    wallet().readContract({ ...read(askers.tokens), functionName: 'ask', args: [input] });

  test('tokens that the network has come back', async () => {
    expect(await ask(units(0, 4, 2))).toEqual(units(0, 4, 2));
  });

  test.each([
    ['one too large', units(1, 5, 2), 1n],
    ['a negative one', units(1, 2, -1), 2n],
    ['half a token', [10n ** 18n / 2n, ...units(1, 2)], 0n],
    ['one of the second example', units(1, 2, 3, 4, 4, 7), 5n],
    ['of several, the first', units(9, 8, 7), 0n],
  ])('P8: %s is named by its position', async (_what, input, index) => {
    const { data } = await revertOf(ask(input));
    expect(data).toMatchObject({ errorName: 'InputOutOfRange', args: [index] });
  });

  test('the message of viem names error and number', async () => {
    await expect(ask(units(1, 5, 2))).rejects.toThrow(/Error: InputOutOfRange\(uint256 index\)\s+\(1\)/);
  });
});

test('without predictErrorsAbi viem has four bytes', async () => {
  const { data, signature } = await revertOf(
    wallet().readContract({ address: askers.tokens, abi: own, functionName: 'ask', args: [units(9, 9, 9)] }),
  );
  expect(data).toBeUndefined();
  expect(signature).toBe(toFunctionSelector('InputOutOfRange(uint256)'));
});

test('errors of floats and of the registry come decoded, too', async () => {
  const text = await revertOf(
    wallet().readContract({ ...read(askers.direct), functionName: 'number', args: ['ten'] }),
  );
  expect(text.data).toMatchObject({ errorName: 'InvalidDecimal' });
  const taken = await revertOf(
    wallet().simulateContract({
      ...read(askers.direct),
      functionName: 'take',
      args: [MODEL_REGISTRY_ADDRESS, 'Acme'],
    }),
  );
  expect(taken.data).toMatchObject({ errorName: 'InvalidName', args: ['Acme'] });
});

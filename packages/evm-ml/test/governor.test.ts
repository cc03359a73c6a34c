/** The owner of a name may be a Governor: the holders of a token vote a version of a model in. */
import { hexToBytes } from '@ethereumjs/util';
import {
  bytesToHex,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  stringToHex,
} from 'viem';
import { beforeAll, expect, it } from 'vitest';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '../src/index.ts';
import { type Chain, createChain, install, SENDER } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { decodeInts, encode, fixed } from './support/predict-calls.ts';
import { compileAll } from './support/solidity.ts';

const NAME = 'acme.orchard.grader';
/** The second development account. */
const OTHER = {
  key: hexToBytes('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  address: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8' as Hex,
};
const FOR = 1n;
const AGAINST = 0n;

let chain: Chain;
let registry: TestContract;
let share: TestContract;
let council: TestContract;
let second: Hex;
let blockNumber = 1n;

function mineBlocks(count: bigint): void {
  blockNumber += count;
  chain.at({ number: blockNumber, timestamp: blockNumber });
}

beforeAll(async () => {
  chain = await createChain();
  await chain.fund(OTHER.address);
  registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
  await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [2] }), NAME);
  second = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [3] }));

  const contracts = compileAll('Council');
  const deploy = async (contract: string, types: string[], args: unknown[]) => {
    const { abi, bytecode } = contracts.get(contract)!;
    const encoded = encodeAbiParameters(
      types.map((type) => ({ type })),
      args,
    );
    return contractAt(chain, await chain.deploy(concatHex([bytecode, encoded])), abi);
  };
  share = await deploy('Share', ['address', 'address'], [SENDER, OTHER.address]);
  council = await deploy('Council', ['address'], [share.address]);
  await share.send('delegate', [SENDER]);
  await share.send('delegate', [OTHER.address], { key: OTHER.key });
  mineBlocks(1n);
});

/** Proposes a call of the registry, lets both holders vote, and gives what execution takes. */
async function vote(data: Hex, description: string, votes: readonly [bigint, bigint]) {
  const call = [[MODEL_REGISTRY_ADDRESS], [0n], [data]];
  const id = await council.send('propose', [...call, description]);
  mineBlocks(2n);
  await council.send('castVote', [id, votes[0]]);
  await council.send('castVote', [id, votes[1]], { key: OTHER.key });
  mineBlocks(11n);
  return [...call, keccak256(stringToHex(description))];
}

const registryCall = (functionName: 'acceptOwnership' | 'publishLatest', ...rest: Hex[]): Hex =>
  functionName === 'acceptOwnership'
    ? encodeFunctionData({ abi: modelRegistryAbi, functionName, args: [NAME] })
    : encodeFunctionData({ abi: modelRegistryAbi, functionName, args: [NAME, rest[0]!] });

const answer = async () => {
  const { returnValue } = await chain.call(encode.predict(NAME, fixed(7)));
  return decodeInts(bytesToHex(returnValue));
};

it('a Governor takes a name over, and a version is latest when the vote says so and not before', async () => {
  await registry.send('transferOwnership', [NAME, council.address]);
  const accepted = await vote(registryCall('acceptOwnership'), 'take the name over', [FOR, FOR]);
  await council.send('execute', accepted);
  expect(await registry.error('publishLatest', [NAME, second])).toMatch(/^NotOwner/);
  expect(await answer()).toEqual(fixed(14));

  const publish = registryCall('publishLatest', second);
  const refused = await vote(publish, 'version 2, first try', [AGAINST, FOR]);
  expect(await council.error('execute', refused)).toMatch(/^GovernorUnexpectedProposalState/);
  expect(await answer()).toEqual(fixed(14));

  const passed = await vote(publish, 'version 2, second try', [FOR, AGAINST]);
  expect(await answer()).toEqual(fixed(14));
  await council.send('execute', passed);
  expect(await answer()).toEqual(fixed(21));
  expect(await registry.send('entryOf', [NAME])).toMatchObject({ latest: 2, count: 2 });
});

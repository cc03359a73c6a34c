import { decodeFunctionData, type Hex } from 'viem';
import { expect, it } from 'vitest';
import {
  layoutOf,
  MODEL_REGISTRY_ADDRESS,
  modelRegistryAbi,
  publishTransaction,
  registerTransaction,
} from '../src/index.ts';
import { createChain, install } from './support/chain.ts';
import { contractAt } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';

const LABEL = 'a'.repeat(63);
const LONGEST = [LABEL, LABEL, LABEL, LABEL].join('.');
const { modelId } = layoutOf({ model: tinyArtefact({ inputs: 1, outputs: 1, weights: [1] }) });

it('transactions of names say to the registry what they are called', () => {
  const asked = [
    registerTransaction('acme.one', modelId),
    publishTransaction('acme.one', modelId),
    publishTransaction('acme.one', modelId, false),
  ];
  for (const { to } of asked) expect(to).toBe(MODEL_REGISTRY_ADDRESS);
  expect(asked.map(({ data }) => decodeFunctionData({ abi: modelRegistryAbi, data }))).toEqual(
    ['register', 'publishLatest', 'publish'].map((functionName) => ({
      functionName,
      args: ['acme.one', modelId],
    })),
  );
  expect(asked.map(({ title }) => title)).toEqual([
    'register acme.one',
    'publish acme.one',
    'publish acme.one',
  ]);
});

it('and their gas suffices for the longest name', async () => {
  const chain = await createChain();
  const ids: Hex[] = [];
  for (const weight of [1, 2, 3]) {
    ids.push(await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [weight] })));
  }
  await chain.mine(registerTransaction(LONGEST, ids[0]!));
  await chain.mine(publishTransaction(LONGEST, ids[1]!));
  await chain.mine(publishTransaction(LONGEST, ids[2]!, false));
  const registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
  expect(await registry.send('entryOf', [LONGEST])).toMatchObject({ latest: 2, count: 3 });
});

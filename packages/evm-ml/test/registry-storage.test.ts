import { Address, hexToBytes } from '@ethereumjs/util';
import {
  bytesToHex,
  encodeAbiParameters,
  encodePacked,
  type Hex,
  keccak256,
  pad,
  stringToBytes,
  toHex,
} from 'viem';
import { expect, it } from 'vitest';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '../src/index.ts';
import { type Chain, createChain, install, SENDER } from './support/chain.ts';
import { contractAt } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';

const NAME = 'acme.orchard.grader';
const nameHash = keccak256(stringToBytes(NAME));

/** Where Solidity keeps `mapping[key]` of the mapping in `slot`. */
const place = (key: Hex, slot: bigint | Hex): Hex =>
  keccak256(encodePacked(['bytes32', 'bytes32'], [key, word(slot)]));
const word = (value: bigint | Hex): Hex => (typeof value === 'bigint' ? toHex(value, { size: 32 }) : value);

async function read(chain: Chain, slot: Hex): Promise<Hex> {
  const registry = new Address(hexToBytes(MODEL_REGISTRY_ADDRESS));
  return pad(bytesToHex(await chain.vm.stateManager.getStorage(registry, hexToBytes(slot))), { size: 32 });
}

it('P5: entries in slot 0, packed from the low end; models by version in slot 1; the latest in slot 2', async () => {
  const chain = await createChain();
  const registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
  const models = [];
  for (const weight of [1, 2, 3]) {
    models.push(await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [weight] })));
  }
  await registry.send('register', [NAME, models[0]]);
  await registry.send('publishLatest', [NAME, models[1]]);
  await registry.send('publish', [NAME, models[2]]);
  const entry = async () => read(chain, place(nameHash, 0n));
  const packed = (latest: number, count: number, frozen: boolean) =>
    pad(encodePacked(['bool', 'uint32', 'uint32', 'address'], [frozen, count, latest, SENDER]), { size: 32 });

  expect(await entry()).toBe(packed(2, 3, false));
  expect(await read(chain, place(nameHash, 2n))).toBe(models[1]);
  for (const [index, model] of models.entries()) {
    const version = encodeAbiParameters([{ type: 'uint256' }], [BigInt(index + 1)]);
    expect(await read(chain, place(version, place(nameHash, 1n)))).toBe(model);
  }
  await registry.send('setLatest', [NAME, 1n]);
  await registry.send('freeze', [NAME]);
  expect(await entry()).toBe(packed(1, 3, true));
  expect(await read(chain, place(nameHash, 2n))).toBe(models[0]);
});

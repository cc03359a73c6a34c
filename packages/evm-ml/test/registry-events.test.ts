/** An indexer that knows nothing but events knows everything that the registry does. */
import { hexToBytes } from '@ethereumjs/util';
import fc from 'fast-check';
import { bytesToHex, decodeEventLog, type Hex, keccak256, stringToHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '../src/index.ts';
import { createChain, install, SENDER } from './support/chain.ts';
import { contractAt } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';

const NAME = 'acme.orchard.grader';
const OTHER = {
  key: hexToBytes('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' as Hex,
};
const THIRD = {
  key: hexToBytes('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a'),
  address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC' as Hex,
};
const nameHash = keccak256(stringToHex(NAME));

/** What an indexer knows of a name. */
interface Known {
  owner?: string;
  latest: number;
  models: Hex[];
  frozen: boolean;
  pending: string | undefined;
  reasons: Record<number, string>;
}

describe('events', () => {
  const change = fc.oneof(
    fc.record({ call: fc.constantFrom('publish', 'publishLatest'), model: fc.boolean() }),
    fc.record({ call: fc.constant('setLatest'), version: fc.integer({ min: 0, max: 4 }) }),
    fc.record({
      call: fc.constant('deprecate'),
      version: fc.integer({ min: 0, max: 4 }),
      reason: fc.string({ maxLength: 40 }),
    }),
    fc.record({ call: fc.constant('transferOwnership'), to: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ call: fc.constantFrom('acceptOwnership', 'freeze') }),
  );
  const people = [{ address: SENDER, key: undefined }, OTHER, THIRD];

  it('alone tell an indexer everything that the registry knows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), change), { maxLength: 12 }),
        async (changes) => {
          const chain = await createChain();
          const registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
          for (const { address } of [OTHER, THIRD]) await chain.fund(address);
          const models = [
            await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [2] })),
            await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [3] })),
          ] as const;
          const known: Known = { latest: 0, models: [], frozen: false, pending: undefined, reasons: {} };
          const follow = async (call: string, args: readonly unknown[], key?: Uint8Array) => {
            const { execResult } = await registry.try(call, args, key ? { key } : {});
            for (const log of execResult.logs ?? []) learn(known, log);
          };
          await follow('register', [NAME, models[0]]);
          for (const [who, { call, ...rest }] of changes) {
            const given = rest as { model?: boolean; version?: number; reason?: string; to?: number };
            const args: unknown[] = [NAME];
            if (given.model !== undefined) args.push(models[given.model ? 1 : 0]);
            if (given.version !== undefined) args.push(BigInt(given.version));
            if (given.reason !== undefined) args.push(given.reason);
            if (given.to !== undefined) args.push(people[given.to]!.address);
            await follow(call, args, people[who]!.key);
          }
          expect(await registry.send('entryOf', [NAME])).toEqual({
            owner: known.owner,
            latest: known.latest,
            count: known.models.length,
            frozen: known.frozen,
          });
          expect(BigInt((await registry.send('pendingOwnerOf', [NAME])) as Hex)).toBe(
            BigInt(known.pending ?? 0),
          );
          for (const [index, model] of known.models.entries()) {
            expect(await registry.send('modelOf', [NAME, BigInt(index + 1)])).toBe(model);
            const reason = await registry.send('deprecationOf', [NAME, BigInt(index + 1)]);
            expect(reason).toBe(known.reasons[index + 1] ?? '');
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  function learn(known: Known, [, topics, data]: [Uint8Array, Uint8Array[], Uint8Array]): void {
    const event = decodeEventLog({
      abi: modelRegistryAbi,
      topics: topics.map((topic) => bytesToHex(topic)) as [Hex, ...Hex[]],
      data: bytesToHex(data),
    });
    expect(event.args.nameHash).toBe(nameHash);
    switch (event.eventName) {
      case 'NameRegistered':
        expect(event.args.name).toBe(NAME);
        known.owner = event.args.owner;
        break;
      case 'VersionPublished':
        known.models.push(event.args.modelId);
        expect(event.args.version).toBe(BigInt(known.models.length));
        break;
      case 'LatestChanged':
        known.latest = Number(event.args.version);
        break;
      case 'OwnershipTransferStarted':
        expect(event.args.owner).toBe(known.owner);
        known.pending = event.args.pendingOwner;
        break;
      case 'OwnershipTransferred':
        expect(event.args.previousOwner).toBe(known.owner);
        known.owner = event.args.owner;
        known.pending = undefined;
        break;
      case 'NameFrozen':
        known.frozen = true;
        known.pending = undefined;
        break;
      case 'VersionDeprecated':
        known.reasons[Number(event.args.version)] = event.args.reason;
        break;
    }
  }
});

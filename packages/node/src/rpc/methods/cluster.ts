import { createHash } from 'node:crypto';
import { RULES } from '@evm-ml/evm';
import { clusterMethods } from '@evm-ml/rpc';
import { bytesToHex, type Hex, hexToBytes } from 'viem';
import type { Permissions } from '../../permissions/permissions.ts';
import { serverError } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { serve } from '../method.ts';

/** What the engine calls a validator: the first 20 bytes of its key's SHA-256. */
const engineAddress = (key: Hex): Hex =>
  bytesToHex(createHash('sha256').update(hexToBytes(key)).digest().subarray(0, 20));

const byAddress = (permissions: Permissions | undefined) =>
  new Map(permissions?.validators().map((validator) => [engineAddress(validator.key), validator]));

const ruleNames = Object.keys(RULES) as (keyof typeof RULES)[];

/** Those who decide, and those who govern. */
export const clusterHandlers = serve(clusterMethods, {
  predict_cluster: async ({ chain, driver: { cluster } }) => {
    if (!cluster) return null;
    const peers = await cluster.countPeers();
    const { last } = cluster;
    const votes = last?.lastVotes ?? [];
    const known = chain.hasState ? byAddress(chain.permissions) : new Map();
    return {
      connected: cluster.isConnected,
      peers: peers === undefined ? null : toQuantity(peers),
      engineHeight: last ? toQuantity(last.height) : null,
      proposer: last?.proposer ?? null,
      round: last ? toQuantity(last.lastRound) : null,
      validators: votes.map(({ validator, power, signed }) => ({
        ...{ address: validator, power: toQuantity(power), signed },
        ...known.get(validator),
      })),
      missingSignatures: toQuantity(votes.filter(({ signed }) => !signed).length),
    };
  },

  predict_members: ({ chain }) => {
    const { permissions } = chain;
    if (!permissions) return null;
    if (!chain.hasState)
      throw serverError('the node is joining by a snapshot and has no state yet: ask another one, or later');
    const { rules, threshold, proposalBlocks } = permissions;
    return {
      members: permissions.members(),
      threshold: toQuantity(threshold),
      proposalBlocks: toQuantity(proposalBlocks),
      rules: ruleNames.filter((name) => (rules & RULES[name]) !== 0n),
      validators: permissions.validators(),
    };
  },
});

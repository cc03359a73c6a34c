import { z } from 'zod';
import { address, bytes, hash, quantity } from './scalars.ts';

/** A validator, with what the contract `Permissions` says of it where the chain has members. */
const clusterValidator = z.strictObject({
  /** The engine's address of it: 20 bytes. */
  address: bytes,
  /** How much its vote weighs. */
  power: quantity,
  /** Whether its signature of the block before the newest was there in time. */
  signed: z.boolean(),
  /** Its ed25519 public key, who gets its fees, whose it is, and the id of its node. */
  key: hash.optional(),
  payee: address.optional(),
  member: address.optional(),
  node: bytes.optional(),
});

/** Those who decide, as this node's engine sees them. */
export const cluster = z.strictObject({
  connected: z.boolean(),
  peers: z.nullable(quantity),
  /** Of the engine's newest block; null before the first since the node started, as the next two. */
  engineHeight: z.nullable(quantity),
  proposer: z.nullable(bytes),
  /** Round in which the block before was decided: 0 is the first. */
  round: z.nullable(quantity),
  validators: z.array(clusterValidator),
  missingSignatures: quantity,
});
export type ClusterState = z.output<typeof cluster>;

/** Who governs a chain, in the newest state. */
export const members = z.strictObject({
  members: z.array(address),
  /** Votes that do a proposal. */
  threshold: quantity,
  /** Blocks for which a proposal is open. */
  proposalBlocks: quantity,
  /** Those that hold. */
  rules: z.array(z.enum(['nodes', 'send', 'deploy', 'publish'])),
  validators: z.array(z.strictObject({ key: hash, payee: address, member: address, node: bytes })),
});
export type ChainMembers = z.output<typeof members>;

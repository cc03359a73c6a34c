import { PERMISSIONS_ADDRESS, type PermissionsSetUp, RULES } from '@evm-ml/evm';
import type { Hex } from 'viem';
import { z } from 'zod';

const bytes = (length: number, what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(0x)?[0-9a-fA-F]{${2 * length}}$`),
      `expected ${what}: ${2 * length} hexadecimal digits`,
    )
    .refine((text) => /[^0x]/.test(text), `expected ${what}, got zero`)
    .transform((text): Hex => `0x${text.replace(/^0x/, '').toLowerCase()}`);

const address = bytes(20, 'an address');
const key = bytes(32, 'an ed25519 public key');
const node = bytes(20, "the id of an engine's node");
const rule = z.enum(Object.keys(RULES) as (keyof typeof RULES)[]);
const right = rule.exclude(['nodes']);

/** Entries that the contract lets there be. */
const most = 64;
/** Blocks for which a proposal may be open. */
const [leastBlocks, mostBlocks] = [1_000, 1_000_000_000];

const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

/** Members, and what they decide about: `Permissions` in block 0 (rule D30). */
export const permissionsSection = z
  .strictObject({
    members: z.array(address).min(1).max(most),
    /** Votes that do a proposal; left out: more than half of the members. */
    threshold: z.number().int().positive().optional(),
    /** Blocks for which a proposal is open. */
    proposalBlocks: z.number().int().min(leastBlocks).max(mostBlocks).default(50_000),
    /** Those of the engine's genesis; none on a chain of one node. */
    validators: z
      .array(z.strictObject({ pubKey: key, payee: address, member: address, node: node.optional() }))
      .max(most)
      .default([]),
    /** What is held against the lists; left out: nothing. */
    rules: z.array(rule).default([]),
    /** Nodes that may connect besides those of validators. */
    nodes: z.array(node).default([]),
    accounts: z.array(z.strictObject({ account: address, rights: z.array(right).min(1) })).default([]),
  })
  .superRefine(({ members, threshold = 1, validators, rules, nodes, accounts }, context) => {
    const wrong = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (threshold > members.length)
      wrong(['threshold'], `expected at most as many votes as there are members, ${members.length}`);
    // It calls itself for the members: with a seat of its own it would vote in what is voted for.
    if (members.includes(PERMISSIONS_ADDRESS))
      wrong(['members'], `expected accounts, and not the contract, ${PERMISSIONS_ADDRESS}`);
    const lists = {
      members,
      nodes,
      validators: validators.map(({ pubKey }) => pubKey),
      accounts: accounts.map(({ account }) => account),
    };
    for (const [name, list] of Object.entries(lists))
      if (!isDistinct(list)) wrong([name], 'expected nothing twice');
    for (const [index, { member, node: own }] of validators.entries()) {
      if (!members.includes(member)) wrong(['validators', index, 'member'], 'expected one of the members');
      if (rules.includes('nodes') && own === undefined)
        wrong(['validators', index, 'node'], 'expected a node, since the rule nodes is on');
    }
  });

/** What genesis says of permissions, as the contract holds it. */
export function permissionsSetUp({
  members,
  threshold = Math.floor(members.length / 2) + 1,
  validators,
  ...rest
}: z.output<typeof permissionsSection>): PermissionsSetUp {
  return {
    ...rest,
    members,
    threshold,
    validators: validators.map(({ pubKey, payee, member, node: own = `0x${'00'.repeat(20)}` as const }) => ({
      key: pubKey,
      payee,
      member,
      node: own,
    })),
  };
}

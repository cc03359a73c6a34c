import { PERMISSIONS_ADDRESS, permissionsAbi } from '@evm-ml/evm';
import type { Hex, PublicClient } from 'viem';
import { UserError } from '../errors.ts';
import { describeChange } from './changes.ts';
import { showBits } from './parts.ts';

const contract = { address: PERMISSIONS_ADDRESS, abi: permissionsAbi } as const;

/** Entries of a list in one call. */
const atOnce = 200n;

/** What members have decided so far. */
export interface Members {
  readonly members: readonly Hex[];
  /** Votes that do a proposal. */
  readonly threshold: number;
  readonly proposalBlocks: number;
  /** Names of the rules that hold, separated by commas. */
  readonly rules: string;
  readonly validators: readonly { key: Hex; payee: Hex; member: Hex; node: Hex }[];
  readonly nodes: readonly Hex[];
  readonly accounts: readonly { account: Hex; rights: string }[];
}

/** A proposal that is open. */
export interface Proposal {
  readonly number: number;
  readonly proposer: Hex;
  /** In words. */
  readonly changes: readonly string[];
  readonly voters: readonly Hex[];
  /** Blocks in which it can still be done. */
  readonly blocksLeft: number;
}

/** @throws UserError on a chain without members */
export async function expectMembers(client: PublicClient): Promise<void> {
  if (await client.getCode({ address: PERMISSIONS_ADDRESS })) return;
  throw new UserError(
    'this chain has no members: its genesis has no section "permissions" (docs/permissions.md).',
  );
}

/** All at one block. @throws UserError on a chain without members */
export async function readMembers(client: PublicClient): Promise<Members> {
  await expectMembers(client);
  const at = { ...contract, blockNumber: await client.getBlockNumber() };
  const [[rules, threshold, proposalBlocks], members, validators] = await Promise.all([
    client.readContract({ ...at, functionName: 'settings' }),
    client.readContract({ ...at, functionName: 'members' }),
    client.readContract({ ...at, functionName: 'validators' }),
  ]);
  const nodes = await readList((from) =>
    client.readContract({ ...at, functionName: 'nodes', args: [from, atOnce] }),
  );
  const accounts = await readList(async (from) => {
    const [list, rights] = await client.readContract({
      ...at,
      functionName: 'accounts',
      args: [from, atOnce],
    });
    return list.map((account, index) => ({ account, rights: showBits(rights[index]!) }));
  });
  return {
    ...{ members, validators, nodes, accounts },
    rules: showBits(rules),
    threshold: Number(threshold),
    proposalBlocks: Number(proposalBlocks),
  };
}

/** The open proposals, by number. @throws UserError on a chain without members */
export async function readProposals(client: PublicClient): Promise<Proposal[]> {
  await expectMembers(client);
  const blockNumber = await client.getBlockNumber();
  const at = { ...contract, blockNumber };
  const ids = await client.readContract({ ...at, functionName: 'openProposals' });
  const proposals = await Promise.all(
    ids.map(async (id) => {
      const [proposer, expires, calls, voters] = await client.readContract({
        ...at,
        functionName: 'proposal',
        args: [id],
      });
      const changes = calls.map(describeChange);
      return { number: Number(id), proposer, changes, voters, blocksLeft: Number(expires - blockNumber) };
    }),
  );
  return proposals.sort((a, b) => a.number - b.number);
}

async function readList<T>(read: (from: bigint) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const some = await read(BigInt(all.length));
    all.push(...some);
    if (some.length < Number(atOnce)) return all;
  }
}

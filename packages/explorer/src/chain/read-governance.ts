import type { ChainMembers, ClusterState } from '@evm-ml/rpc';
import type { Client } from 'viem';
import { isMissingMethod } from '../node/error-text.ts';

/** Who decides the next block, and who governs the chain; null where a node decides alone, or nobody is a member. */
export interface Governance {
  readonly cluster: ClusterState | null;
  readonly members: ChainMembers | null;
}

export async function readGovernance(client: Client): Promise<Governance> {
  const [cluster, members] = await Promise.all([
    ask<ClusterState>(client, 'predict_cluster'),
    ask<ChainMembers>(client, 'predict_members'),
  ]);
  return { cluster, members };
}

/** An older node does not have the method. */
async function ask<Result>(client: Client, method: string): Promise<Result | null> {
  try {
    return await client.request<{ Parameters: unknown; ReturnType: Result | null }>({ method, params: [] });
  } catch (error) {
    if (isMissingMethod(error)) return null;
    throw error;
  }
}

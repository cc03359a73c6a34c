import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm';
import { decodeEventLog, encodeEventTopics, type Hex } from 'viem';
import { z } from 'zod';
import { logsOfBlock, toPattern } from './match-logs.ts';
import type { ReadContext } from './method.ts';

/** Where a page of names begins. */
export interface NamePosition {
  /** Number of the block to begin with. */
  readonly from: bigint;
  /** Names of that block that an earlier page had. */
  readonly skip: bigint;
}

/** Some names in the order of their registration, and where the next ones begin; null: there are no more. */
export interface NamePage {
  readonly names: string[];
  readonly next: NamePosition | null;
}

const registered = { abi: modelRegistryAbi, eventName: 'NameRegistered' } as const;
const pattern = toPattern({
  address: MODEL_REGISTRY_ADDRESS.toLowerCase() as Hex,
  topics: encodeEventTopics(registered) as [Hex],
});

/** At most `limit` names, out of at most `maxLogBlocks` blocks. */
export async function listNames(
  { chain, limits }: ReadContext,
  { from, skip, limit }: NamePosition & { limit: number },
): Promise<NamePage> {
  const head = chain.head.header.number;
  const end = from + BigInt(limits.maxLogBlocks);
  const names: string[] = [];
  let passed = skip;
  for (let number = from; number <= head; number++) {
    if (number === end) return { names, next: { from: number, skip: 0n } };
    const found = await logsOfBlock(chain, number, pattern);
    const fresh = found.slice(Number(passed)).map(nameOf);
    const room = limit - names.length;
    if (fresh.length > room) {
      names.push(...fresh.slice(0, room));
      return { names, next: { from: number, skip: passed + BigInt(room) } };
    }
    names.push(...fresh);
    passed = 0n;
  }
  return { names, next: null };
}

function nameOf({ data, topics }: { data: Hex; topics: Hex[] }): string {
  const { args } = decodeEventLog({ ...registered, data, topics: topics as [Hex] });
  return z.object({ name: z.string() }).parse(args).name;
}

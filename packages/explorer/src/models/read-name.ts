import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm/viem';
import { type Address, type Client, type Hex, zeroAddress } from 'viem';
import { readContract } from 'viem/actions';
import { deprecationOf } from './list-models.ts';

export interface VersionEntry {
  readonly version: number;
  readonly modelId: Hex;
  readonly deprecation: string;
}

/** What the registry says of a name. */
export interface NameEntry {
  readonly owner: Address;
  readonly latest: number;
  readonly count: number;
  readonly frozen: boolean;
  /** Newest first, at most fifty. */
  readonly versions: readonly VersionEntry[];
}

const MOST_VERSIONS = 50;

/** Undefined where nobody has the name. */
export async function readName(client: Client, name: string): Promise<NameEntry | undefined> {
  const registry = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi } as const;
  const { owner, latest, count, frozen } = await readContract(client, {
    ...registry,
    functionName: 'entryOf',
    args: [name],
  });
  if (owner === zeroAddress) return undefined;
  const numbers = Array.from({ length: Math.min(count, MOST_VERSIONS) }, (_, index) => count - index);
  const versions = await Promise.all(
    numbers.map(async (version) => ({
      version,
      modelId: await readContract(client, {
        ...registry,
        functionName: 'modelOf',
        args: [name, BigInt(version)],
      }),
      deprecation: await deprecationOf(client, name, BigInt(version)),
    })),
  );
  return { owner, latest, count, frozen, versions };
}

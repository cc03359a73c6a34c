import { concatBytes, type Hex, hexToBytes } from 'viem';
import { getCode } from 'viem/actions';
import { listedAddresses, type Manifest, readManifest, storedAddress } from '../store/layout.ts';
import type { AnyClient } from './client.ts';
import { StoredArtefactError } from './stored-artefact-error.ts';

/** What the manifest of this id says. Throws StoredArtefactError, as all here do. */
export const manifestOf = async (client: AnyClient, id: Hex): Promise<Manifest> =>
  readManifest(await codeAt(client, storedAddress('manifest', id)));

/** Where the chunks of a manifest's content lie, in order. */
export async function chunksOf(
  client: AnyClient,
  { indexHashes, chunkHashes }: Manifest,
): Promise<readonly Hex[]> {
  const hashes =
    indexHashes.length === 0 ? chunkHashes : await readChunks(client, [...listedAddresses(indexHashes)]);
  return [...listedAddresses(hashes)];
}

/** What lies at these addresses, one after another. */
export async function readChunks(client: AnyClient, chunkAddresses: readonly Hex[]): Promise<Uint8Array> {
  const codes: Uint8Array[] = [];
  // One after another: a model may have hundreds, and a node's patience is bounded.
  for (const address of chunkAddresses) codes.push((await codeAt(client, address)).subarray(1));
  return concatBytes(codes);
}

async function codeAt(client: AnyClient, address: Hex): Promise<Uint8Array> {
  const code = await getCode(client, { address });
  if (code !== undefined) return hexToBytes(code);
  throw new StoredArtefactError(
    `The node has no code at ${address}, where the store keeps it; ask another node.`,
  );
}

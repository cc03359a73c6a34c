import { headBytesOf } from '@evm-ml/quantized-runtime';
import { concatBytes } from 'viem';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { chunksOf, manifestOf, readChunks } from '../stored-content.ts';
import { describeModel } from './describe-model.ts';

export type ReadModelHeadParameters = ModelReference;
export type ReadModelHeadReturnType = Uint8Array;

/**
 * The first bytes of a model from the chain, at least as far as its program reaches: what it says of its inputs and
 * outputs, for the price of a chunk or two. Not checked against the id, which covers all bytes.
 * @throws StoredArtefactError if the node does not have them
 */
export async function readModelHead(
  client: AnyClient,
  { model }: ReadModelHeadParameters,
): Promise<ReadModelHeadReturnType> {
  const { modelId } = await describeModel(client, { model });
  const manifest = await manifestOf(client, modelId);
  if (manifest.inline) return manifest.inline;
  let head: Uint8Array = new Uint8Array();
  for (const address of await chunksOf(client, manifest)) {
    head = concatBytes([head, await readChunks(client, [address])]);
    if (head.length >= (headBytesOf(head) ?? Number.POSITIVE_INFINITY)) break;
  }
  return head;
}

import { seal } from '@evm-ml/quantized-runtime';
import { bytesToHex, type Hex, hexToBytes, zeroHash } from 'viem';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { StoredArtefactError } from '../stored-artefact-error.ts';
import { chunksOf, manifestOf, readChunks } from '../stored-content.ts';
import { describeModel } from './describe-model.ts';

export type ReadArtefactParameters = ModelReference;

/** What a chain holds of a model. */
export interface ReadArtefactReturnType {
  readonly modelId: Hex;
  /** The network as PREDICT runs it. */
  readonly artefact: Uint8Array;
  /** Where it came from; left out if it was sealed without. */
  readonly origin?: Uint8Array;
}

/**
 * A model's bytes and its origin's from the chain, checked against the id that names them.
 * @throws StoredArtefactError if the node does not have them, or lies
 */
export async function readArtefact(
  client: AnyClient,
  { model }: ReadArtefactParameters,
): Promise<ReadArtefactReturnType> {
  const { modelId } = await describeModel(client, { model });
  const { content: artefact, originId } = await readContent(client, modelId);
  if (originId === zeroHash) return { modelId, artefact };
  const { content: origin } = await readContent(client, originId);
  return { modelId, artefact, origin };
}

async function readContent(client: AnyClient, id: Hex): Promise<{ content: Uint8Array; originId: Hex }> {
  const manifest = await manifestOf(client, id);
  const content = manifest.inline ?? (await readChunks(client, await chunksOf(client, manifest)));
  const { originId } = manifest;
  if (bytesToHex(seal(content, hexToBytes(originId)).id) !== id) {
    throw new StoredArtefactError(`The node gave other bytes than ${id} stands for; ask another node.`);
  }
  return { content, originId };
}

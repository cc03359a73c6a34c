import { createUpload, MODEL_STORE_ADDRESS, modelStoreAbi } from '@evm-ml/evm';
import { type Client, receiptOf } from '@evm-ml/example-story';
import type { Hex } from 'viem';

/** What it took to seal a model. */
export interface Update {
  /** Chunks that were not there before, of all. */
  readonly sent: number;
  readonly chunks: number;
  /** Bytes of the chunks that were sent. */
  readonly bytes: number;
  readonly gas: bigint;
}

/** Seals a model and pays only for the chunks that the store does not hold. */
export async function sealModel(client: Client, model: Uint8Array): Promise<Update> {
  const { model: layout } = createUpload({ model });
  const chunks = [...layout.chunks, ...layout.index];
  const [there, sealed] = await Promise.all([
    client.public.readContract({
      address: MODEL_STORE_ADDRESS,
      abi: modelStoreAbi,
      functionName: 'hasChunks',
      args: [chunks.map(({ hash }) => hash)],
    }),
    client.public.readContract({
      address: MODEL_STORE_ADDRESS,
      abi: modelStoreAbi,
      functionName: 'isSealed',
      args: [layout.id],
    }),
  ]);
  const existing = new Set<Hex>(chunks.filter((_, i) => there[i]).map(({ hash }) => hash));
  const upload = createUpload({ model }, { existing, sealed: new Set(sealed ? [layout.id] : []) });
  let gas = 0n;
  for (const { to, data, gas: limit } of upload.transactions)
    gas += (await receiptOf(client, await client.wallet.sendTransaction({ to, data, gas: limit }))).gasUsed;
  return {
    sent: upload.missing.length,
    chunks: chunks.length,
    bytes: upload.missing.reduce((sum, { bytes }) => sum + bytes.length, 0),
    gas,
  };
}

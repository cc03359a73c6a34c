import type { Hex } from 'viem';
import { getBlock, readContract } from 'viem/actions';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';
import { modelStoreAbi } from '../generated/contracts.ts';
import {
  type ContentLayout,
  createUpload,
  layoutOf,
  type StoreLayout,
  storedChunks,
  TRANSACTION_GAS_CAP,
  type Upload,
} from '../store/upload.ts';
import { type Deployer, type SentUploads, sendUploads, type UploadProgress } from './send-uploads.ts';

/** What is put into the store. */
export interface UploadedParts {
  /** What `evm-ml convert` wrote: the network as PREDICT runs it. To the store these are bytes; data of others lies there as well. */
  readonly artefact: Uint8Array;
  /**
   * What it wrote beside it: where the network came from. The model's id covers it, and without it nobody can turn the
   * model into a Keras file again.
   */
  readonly origin?: Uint8Array;
}

export interface UploadModelParameters extends UploadedParts, UploadProgress {}

/** What was done. `transactions` is empty when everything was on the chain already. */
export interface UploadModelReturnType extends SentUploads {
  readonly modelId: Hex;
  /** How many chunks model and origin have; none if they lie in their manifests. */
  readonly chunks: number;
  /** Chunks that were sent; the others lay on the chain before. */
  readonly uploaded: number;
  /** Bytes of those chunks. */
  readonly uploadedBytes: number;
}

/**
 * Uploads an artefact and seals it, without a name: contracts ask for it by its id. What is on the chain is neither sent
 * nor paid for again: after an interruption, calling it once more continues.
 * @throws RangeError before anything is sent, if the chain's blocks cannot hold a chunk, or for empty or too long parts
 */
export async function uploadModel(
  client: Deployer,
  { artefact, origin, ...progress }: UploadModelParameters,
): Promise<UploadModelReturnType> {
  const upload = await planUpload(client, { artefact, ...(origin && { origin }) });
  const sent = await sendUploads(client, upload.transactions, progress);
  return { ...countsOf(upload), ...sent };
}

/** What the chain lacks of an artefact, in transactions that it takes. */
export async function planUpload(client: Deployer, { artefact, origin }: UploadedParts): Promise<Upload> {
  const parts = { model: artefact, ...(origin && { origin }) };
  const { gasLimit } = await getBlock(client);
  const limits = gasLimit < TRANSACTION_GAS_CAP ? { maxTransactionGas: gasLimit } : {};
  return createUpload(parts, await readStoreState(client, layoutOf(parts)), limits);
}

/** What is told of an upload beside its transactions. */
export function countsOf(upload: Upload): Omit<UploadModelReturnType, keyof SentUploads> {
  const sent = upload.transactions.length === 0 ? [] : upload.missing;
  return {
    modelId: upload.modelId,
    chunks: contentsOf(upload).flatMap(storedChunks).length,
    uploaded: sent.length,
    uploadedBytes: sent.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

const contentsOf = ({ model, origin }: StoreLayout): ContentLayout[] =>
  origin === undefined ? [model] : [origin, model];

/** Chunks that are looked up by one call: what a call may spend holds some thousands. */
const LOOK_UPS = 1_000;

/** Which parts of an artefact the store holds. */
async function readStoreState(client: Deployer, layout: StoreLayout) {
  const store = { address: MODEL_STORE_ADDRESS, abi: modelStoreAbi } as const;
  const contents = contentsOf(layout);
  const hashes = contents.flatMap(storedChunks).map(({ hash }) => hash);
  const isSealed = ({ id }: ContentLayout) =>
    readContract(client, { ...store, functionName: 'isSealed', args: [id] });
  const pages = Array.from({ length: Math.ceil(hashes.length / LOOK_UPS) }, (_, page) =>
    hashes.slice(page * LOOK_UPS, (page + 1) * LOOK_UPS),
  );
  const [sealed, ...stored] = await Promise.all([
    Promise.all(contents.map(isSealed)),
    ...pages.map((page) => readContract(client, { ...store, functionName: 'hasChunks', args: [page] })),
  ]);
  const isStored = stored.flat();
  return {
    sealed: new Set(contents.filter((_, index) => sealed[index]).map(({ id }) => id)),
    existing: new Set(hashes.filter((_, index) => isStored[index])),
  };
}

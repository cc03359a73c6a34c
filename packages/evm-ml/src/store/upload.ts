import {
  type Artefact,
  LARGEST_CAPACITY,
  MANIFEST_HEAD_BYTES,
  NO_ORIGIN,
  seal,
} from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData, type Hex, hexToBytes, size } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';
import { modelStoreAbi } from '../generated/contracts.ts';
import { storedAddress } from './layout.ts';

/** A transaction to send, with a gas limit that suffices if its chunks do not exist yet. */
export interface ModelTransaction {
  readonly to: Hex;
  readonly data: Hex;
  readonly gas: bigint;
  /** One line for progress displays. */
  readonly title: string;
}

export interface StoredChunk {
  readonly hash: Hex;
  readonly address: Hex;
  readonly bytes: Uint8Array;
}

/** Where the store puts a model or an origin; follows from its bytes and its origin alone. */
export interface ContentLayout {
  readonly id: Hex;
  readonly manifestAddress: Hex;
  readonly content: Uint8Array;
  /** Zero for none. */
  readonly originId: Hex;
  /** None if the content lies in its manifest. */
  readonly chunks: readonly StoredChunk[];
  /** Chunks that list the content's where its manifest has no room; mostly none. */
  readonly index: readonly StoredChunk[];
}

/** Everything about an artefact that its upload needs; follows from its bytes alone. */
export interface StoreLayout {
  readonly modelId: Hex;
  readonly model: ContentLayout;
  /** Left out if the artefact has none. */
  readonly origin?: ContentLayout;
}

export interface Upload extends StoreLayout {
  /** Chunks that are paid for, none twice. */
  readonly missing: readonly StoredChunk[];
  /** In order. The last one seals the model; none if it is sealed already. */
  readonly transactions: readonly ModelTransaction[];
}

export interface UploadState {
  /** Hashes of chunks that lie in the store. Look them up with `eth_getCode` or the store's `hasChunks`. */
  readonly existing?: ReadonlySet<Hex>;
  /** Ids of content that is sealed. */
  readonly sealed?: ReadonlySet<Hex>;
}

/** EIP-7825: gas that a transaction may use. */
export const TRANSACTION_GAS_CAP = 2n ** 24n;

/** Limits of the chain. */
export interface UploadLimits {
  /** Default: EIP-7825's cap. A block that holds less gas is the limit instead. */
  readonly maxTransactionGas?: bigint;
}

function layOut(what: string, content: Uint8Array, origin: Uint8Array): ContentLayout {
  if (content.length === 0 || content.length > LARGEST_CAPACITY.artefactBytes) {
    throw new RangeError(`${what} has 1 to ${LARGEST_CAPACITY.artefactBytes} bytes, got ${content.length}`);
  }
  const sealed = seal(content, origin);
  const id = bytesToHex(sealed.id);
  return {
    id,
    manifestAddress: storedAddress('manifest', id),
    content,
    originId: bytesToHex(origin),
    chunks: sealed.chunks.map(toStored),
    index: sealed.index.map(toStored),
  };
}

function toStored({ hash, bytes }: { readonly hash: Uint8Array; readonly bytes: Uint8Array }): StoredChunk {
  const hex = bytesToHex(hash);
  return { hash: hex, address: storedAddress('chunk', hex), bytes };
}

/** All chunks that have to be stored before content can be sealed. */
export const storedChunks = ({ chunks, index }: ContentLayout): readonly StoredChunk[] => [
  ...chunks,
  ...index,
];

/** Cuts an artefact into chunks and computes what names them. @throws RangeError for empty or too long parts. */
export function layoutOf({ model, origin }: Artefact): StoreLayout {
  if (origin === undefined) {
    const layout = layOut('a model', model, NO_ORIGIN);
    return { modelId: layout.id, model: layout };
  }
  const originLayout = layOut('an origin', origin, NO_ORIGIN);
  const layout = layOut('a model', model, hexToBytes(originLayout.id));
  return { modelId: layout.id, model: layout, origin: originLayout };
}

/**
 * The transactions that bring an artefact on chain, as few as the gas cap allows. What is there already is not paid for
 * again, so an interrupted upload resumes and a new version costs what changed. Chunks may be sent in any order; what
 * seals must come after them, the origin before the model.
 * @throws RangeError for empty or too long artefacts, and if a transaction cannot hold a single chunk
 */
export function createUpload(
  artefact: Artefact,
  { existing = new Set(), sealed = new Set() }: UploadState = {},
  limits: UploadLimits = {},
): Upload {
  const layout = layoutOf(artefact);
  const cap = limits.maxTransactionGas ?? TRANSACTION_GAS_CAP;
  const parts = layout.origin === undefined ? [layout.model] : [layout.origin, layout.model];
  const contents = sealed.has(layout.modelId) ? [] : parts.filter(({ id }) => !sealed.has(id));
  const missing: StoredChunk[] = [];
  const seen = new Set<Hex>(existing);
  for (const chunk of contents.flatMap(storedChunks)) {
    if (!seen.has(chunk.hash)) missing.push(chunk);
    seen.add(chunk.hash);
  }
  const uploads = groupByGas(missing, cap).map((group, index, groups): ModelTransaction => {
    const data = uploadData(group);
    const bytes = group.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    return {
      to: MODEL_STORE_ADDRESS,
      data,
      gas: uploadGas(data, group),
      title: `upload ${index + 1} of ${groups.length}: ${group.length} chunks, ${bytes} bytes`,
    };
  });
  const seals = contents.map((part) => sealTransaction(part, part === layout.origin ? 'origin' : 'model'));
  return { ...layout, missing, transactions: [...uploads, ...seals] };
}

function uploadData(group: readonly StoredChunk[]): Hex {
  return encodeFunctionData({
    abi: modelStoreAbi,
    functionName: 'uploadChunks',
    args: [group.map(({ bytes }) => bytesToHex(bytes))],
  });
}

function sealData({ content, chunks, index, originId }: ContentLayout): Hex {
  const abi = modelStoreAbi;
  if (chunks.length === 0) {
    const args = [bytesToHex(content), originId] as const;
    return encodeFunctionData({ abi, functionName: 'sealContent', args });
  }
  const functionName = index.length === 0 ? 'sealChunks' : 'sealIndex';
  const listed = index.length === 0 ? chunks : index;
  const args = [content.length, listed.map(({ hash }) => hash), originId] as const;
  return encodeFunctionData({ abi, functionName, args });
}

function sealTransaction(layout: ContentLayout, what: 'origin' | 'model'): ModelTransaction {
  const { id, content, chunks, index } = layout;
  const data = sealData(layout);
  const listed = index.length === 0 ? chunks : index;
  const body = listed.length === 0 ? content.length : 32 * listed.length;
  const creation = createGas(MANIFEST_HEAD_BYTES + body);
  return {
    to: MODEL_STORE_ADDRESS,
    data,
    gas:
      TRANSACTION_GAS +
      calldataGas(data) +
      memoryGas(size(data) * 3) +
      creation +
      creation / 63n +
      BigInt(chunks.length + index.length) * (index.length === 0 ? LISTED_GAS : INDEXED_GAS) +
      BigInt(body) +
      25_000n,
    title: `seal ${what} ${id}`,
  };
}

/** Greedy in order: chunks stay in the order in which they are read. */
function groupByGas(chunks: readonly StoredChunk[], cap: bigint): StoredChunk[][] {
  const groups: StoredChunk[][] = [];
  let current: StoredChunk[] = [];
  for (const chunk of chunks) {
    const alone = uploadGas(uploadData([chunk]), [chunk]);
    if (alone > cap) {
      throw new RangeError(
        `storing a chunk of ${chunk.bytes.length} bytes takes ${alone} gas, and a transaction may use ${cap}; raise the chain's limit`,
      );
    }
    const next = [...current, chunk];
    if (current.length > 0 && uploadGas(uploadData(next), next) > cap) {
      groups.push(current);
      current = [chunk];
    } else {
      current = next;
    }
  }
  return current.length > 0 ? [...groups, current] : groups;
}

const TRANSACTION_GAS = 21_000n;

/** Seeing that a chunk is stored whose hash is in calldata, or in an index chunk. */
const [LISTED_GAS, INDEXED_GAS] = [3_500n, 3_900n];

/** Gas limit that suffices to upload these chunks; tests compare it with what is used. */
function uploadGas(data: Hex, group: readonly StoredChunk[]): bigint {
  const dearest = createGas(1 + Math.max(...group.map(({ bytes }) => bytes.length)));
  // EIP-150: a creation gets 63/64 of what is left, so a 63rd of it has to be there beside it.
  return group.reduce(
    (sum, { bytes }) => sum + createGas(bytes.length + 1) + 8_000n + BigInt(bytes.length),
    TRANSACTION_GAS + calldataGas(data) + memoryGas(size(data) * 3) + 20_000n + dearest / 63n + 1n,
  );
}

/** EIP-2028; the floor of EIP-7623 is below what creating the code costs. */
function calldataGas(data: Hex): bigint {
  let gas = 0n;
  for (const byte of hexToBytes(data)) gas += byte === 0 ? 4n : 16n;
  return gas;
}

/** CREATE2 of code of this length: creation, hashing and metering of the init code, deposit (EIP-1014, EIP-3860). */
function createGas(length: number): bigint {
  const words = BigInt(Math.ceil((length + 10) / 32));
  return 32_000n + 2_600n + words * (6n + 6n + 2n) + BigInt(length) * 200n;
}

function memoryGas(bytes: number): bigint {
  const words = BigInt(Math.ceil(bytes / 32));
  return 3n * words + (words * words) / 512n;
}

import type { Hex } from 'viem';
import type { GasMeter } from '../gas/meter.ts';
import { contentGas, planGas, programGas } from '../gas/prices.ts';
import { ArtefactError, type LoadModel, type Model, programBytesOf } from '../model.ts';
import { type PredictMonitor, secondsSince } from '../monitor.ts';
import { PredictFault } from '../outcome/fault.ts';
import { revert } from '../outcome/revert.ts';
import { isManifest, listedAddresses, type Manifest, readManifest, storedAddress } from '../store/layout.ts';
import type { StateAccess } from './access.ts';
import type { ModelCache, StoredModel } from './model-cache.ts';

export interface LoadDeps {
  readonly models: ModelCache;
  readonly loadModel: LoadModel;
  /** Bytes of the largest model that the chain takes. */
  readonly modelBytes: number;
  readonly monitor: PredictMonitor;
}

/** A model that can run, and what its store entry looks like. */
export interface LoadedModel extends StoredModel {
  readonly plan: { readonly model: Model };
}

/**
 * From a model id to a plan. Charges an access to the manifest; for the first use in a transaction also an access to
 * every chunk, before it is known where the next one lies, and each word of the model before a chunk is read, each word of its program before it is decoded, and each
 * word of its plan before memory is taken for it. What is larger than the chain takes is refused by its manifest alone.
 * The model's origin is never looked at. Rules G2, G3.
 *
 * @throws PredictRevert UnsealedModel, UnusableModel
 */
export async function load(
  modelId: Hex,
  state: StateAccess,
  gas: GasMeter,
  deps: LoadDeps,
): Promise<LoadedModel> {
  const manifestAddress = storedAddress('manifest', modelId, state.keccak);
  state.touch(manifestAddress, 'load');
  // Whether a model is sealed depends on the state, so that a cache cannot know.
  const code = await state.code(manifestAddress);
  if (!isManifest(code)) throw revert.unsealedModel(modelId);

  const cached = deps.models.get(modelId);
  const manifest = readManifest(code);
  const { length } = manifest;
  if (length > deps.modelBytes) throw revert.unusableModel(modelId, 'TooLarge');
  const isFirst = !state.isLoaded(modelId);
  const reach = (address: Hex): Hex => {
    if (isFirst) state.touch(address, 'load');
    return address;
  };
  const places = cached ?? { indexAddresses: listedAddresses(manifest.indexHashes, state.keccak) };
  const indexAddresses = Array.from(places.indexAddresses, reach);
  const chunkAddresses = cached
    ? cached.chunkAddresses.map(reach)
    : await reachChunks(modelId, manifest, indexAddresses, state, reach);
  if (isFirst) gas.charge('load', contentGas(length));
  const content: Content = { length, indexAddresses, chunkAddresses, inline: manifest.inline };
  deps.monitor.lookedUp('plans', cached !== undefined);
  const read = cached ?? (await readModel(modelId, content, state));
  if (isFirst) gas.charge('load', programGas(read.programBytes));
  const stored = 'plan' in read ? read : await plan(read, deps);
  const { plan: planned } = stored;
  if (isFirst) {
    // What a plan takes is known before it is made: that happens when the network first runs.
    if ('model' in planned) gas.charge('load', planGas(planned.model.planBytes));
    state.markLoaded(modelId);
  }
  if ('unusable' in planned) throw revert.unusableModel(modelId, planned.unusable);
  return { ...stored, plan: planned };
}

/** What content is, and where it lies. */
interface Content extends Pick<StoredModel, 'length' | 'indexAddresses' | 'chunkAddresses'> {
  readonly inline: Uint8Array | undefined;
}

/** A model's bytes, before anything is known of them but how long they say that their program is. */
interface ReadModel extends Omit<StoredModel, 'plan'> {
  readonly bytes: Uint8Array;
}

/** The addresses of all chunks, each reached, and thereby paid for, before the next is computed. */
async function reachChunks(
  modelId: Hex,
  manifest: Manifest,
  indexAddresses: readonly Hex[],
  state: StateAccess,
  reach: (address: Hex) => Hex,
): Promise<Hex[]> {
  const listed = (hashes: Uint8Array) => Array.from(listedAddresses(hashes, state.keccak), reach);
  if (indexAddresses.length === 0) return listed(manifest.chunkHashes);
  const chunkAddresses: Hex[] = [];
  for (const address of indexAddresses) {
    const hashes = (await state.code(address)).subarray(1); // without the STOP
    if (hashes.length === 0) throw damaged(modelId);
    for (const chunk of listed(hashes)) chunkAddresses.push(chunk);
  }
  return chunkAddresses;
}

async function readModel(modelId: Hex, content: Content, state: StateAccess): Promise<ReadModel> {
  const { length, indexAddresses, chunkAddresses } = content;
  // A copy: the code belongs to the state's own cache.
  const bytes = content.inline ? new Uint8Array(content.inline) : await readChunks(modelId, content, state);
  return { modelId, length, indexAddresses, chunkAddresses, bytes, programBytes: programBytesOf(bytes) };
}

async function plan({ bytes, ...entry }: ReadModel, deps: LoadDeps): Promise<StoredModel> {
  const start = performance.now();
  const stored = { ...entry, plan: await planModel(bytes, deps) };
  deps.models.set(stored);
  deps.monitor.planned(entry.modelId, secondsSince(start));
  return stored;
}

async function readChunks(
  modelId: Hex,
  { length, chunkAddresses }: Content,
  state: StateAccess,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const address of chunkAddresses) {
    const chunk = (await state.code(address)).subarray(1); // without the STOP
    if (chunk.length === 0 || at + chunk.length > length) throw damaged(modelId);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== length) throw damaged(modelId);
  return bytes;
}

/** The store checked all chunks when it sealed the model: what is missing now was lost by this machine. */
function damaged(modelId: Hex): PredictFault {
  return new PredictFault(
    `the state of this node is damaged: chunks of the sealed model ${modelId} are missing`,
  );
}

async function planModel(bytes: Uint8Array, deps: LoadDeps): Promise<StoredModel['plan']> {
  try {
    return { model: await deps.loadModel(bytes) };
  } catch (error) {
    if (error instanceof ArtefactError) return { unusable: error.code };
    throw error;
  }
}

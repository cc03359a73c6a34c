import { bytesToHex, bytesToInt } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { GasMeter } from '../gas/meter.ts';
import { artefactGas, headerGas } from '../gas/prices.ts';
import { ArtefactError, type LoadModel, type Model } from '../model.ts';
import { type PredictMonitor, secondsSince } from '../monitor.ts';
import { PredictFault } from '../outcome/fault.ts';
import { revert } from '../outcome/revert.ts';
import { HASH_LENGTH, headerBytesOf, MANIFEST_HEADER_LENGTH, storedAddress } from '../store/layout.ts';
import type { StateAccess } from './access.ts';
import type { ModelCache, StoredModel } from './model-cache.ts';

export interface LoadDeps {
  readonly models: ModelCache;
  readonly loadModel: LoadModel;
  readonly monitor: PredictMonitor;
}

/** A model that can run, and what its store entry looks like. */
export interface LoadedModel extends StoredModel {
  readonly plan: { readonly model: Model };
}

type Manifest = Omit<StoredModel, 'plan' | 'headerBytes'>;

/**
 * From a model id to a plan. Charges an access to the manifest; for the first use in a transaction also an access to
 * every chunk and each word of the artefact before a chunk is read, and each word of its header before it is decoded.
 * Rules G2, G3.
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
  const manifest = await state.code(manifestAddress);
  if (manifest.length === 0) throw revert.unsealedModel(modelId);

  const cached = deps.models.get(modelId);
  const entry = cached ?? parseManifest(modelId, manifest, state);
  const isFirst = !state.isLoaded(modelId);
  if (isFirst) {
    for (const address of entry.chunkAddresses) state.touch(address, 'load');
    gas.charge('load', artefactGas(entry.length));
  }
  deps.monitor.lookedUp('plans', cached !== undefined);
  const read = cached ?? (await readArtefact(entry, state));
  if (isFirst) {
    gas.charge('load', headerGas(read.headerBytes));
    state.markLoaded(modelId);
  }

  const stored = 'plan' in read ? read : await plan(read, deps);
  const { plan: planned } = stored;
  if ('unusable' in planned) throw revert.unusableModel(modelId, planned.unusable);
  return { ...stored, plan: planned };
}

/** A model's bytes, before anything is known of them but how long their header says it is. */
interface ReadModel extends Omit<StoredModel, 'plan'> {
  readonly artefact: Uint8Array;
}

async function readArtefact(manifest: Manifest, state: StateAccess): Promise<ReadModel> {
  const artefact = await readChunks(manifest, state);
  return { ...manifest, artefact, headerBytes: headerBytesOf(artefact) };
}

async function plan({ artefact, ...entry }: ReadModel, deps: LoadDeps): Promise<StoredModel> {
  const start = performance.now();
  const stored = { ...entry, plan: await planModel(artefact, deps) };
  deps.models.set(stored);
  deps.monitor.planned(entry.modelId, secondsSince(start));
  return stored;
}

function parseManifest(modelId: Hex, code: Uint8Array, state: StateAccess): Manifest {
  const chunkAddresses: Hex[] = [];
  for (let at = MANIFEST_HEADER_LENGTH; at < code.length; at += HASH_LENGTH) {
    chunkAddresses.push(
      storedAddress('chunk', bytesToHex(code.subarray(at, at + HASH_LENGTH)), state.keccak),
    );
  }
  return { modelId, length: bytesToInt(code.subarray(1, MANIFEST_HEADER_LENGTH)), chunkAddresses };
}

async function readChunks(
  { modelId, length, chunkAddresses }: Manifest,
  state: StateAccess,
): Promise<Uint8Array> {
  const artefact = new Uint8Array(length);
  let at = 0;
  for (const address of chunkAddresses) {
    const chunk = (await state.code(address)).subarray(1); // without the STOP
    if (chunk.length === 0 || at + chunk.length > length) throw damaged(modelId);
    artefact.set(chunk, at);
    at += chunk.length;
  }
  if (at !== length) throw damaged(modelId);
  return artefact;
}

/** The store checked all chunks when it sealed the model: what is missing now was lost by this machine. */
function damaged(modelId: Hex): PredictFault {
  return new PredictFault(
    `the state of this node is damaged: chunks of the sealed model ${modelId} are missing`,
  );
}

async function planModel(artefact: Uint8Array, deps: LoadDeps): Promise<StoredModel['plan']> {
  try {
    return { model: await deps.loadModel(artefact) };
  } catch (error) {
    if (error instanceof ArtefactError) return { unusable: error.code };
    throw error;
  }
}

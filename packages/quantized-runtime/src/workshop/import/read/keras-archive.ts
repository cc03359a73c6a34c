import { ImportError } from '../../../errors.ts';
import { Config } from '../config.ts';
import { withHdf5 } from './hdf5.ts';
import type { LayerWeights } from './legacy-weights.ts';
import { parseJson } from './parse-json.ts';
import { type Release, releaseOf } from './release.ts';
import type { WeightStore } from './weights.ts';
import type { Entries } from './zip.ts';

/** What every container comes down to: the network's config, and its variables. */
export interface KerasFile {
  readonly config: unknown;
  readonly weights: WeightStore | LayerWeights;
  /** Files that layers brought along, such as vocabularies, by their path inside `assets/`. */
  readonly assets: Entries;
  /** Whose definitions the file follows. */
  readonly release: Release;
}

/** The entries of a `.keras` archive that matter. */
export function isKerasEntry(name: string): boolean {
  return (
    name === 'config.json' ||
    name === 'metadata.json' ||
    name.startsWith('model.weights') ||
    name.startsWith('assets/')
  );
}

/** Reads the entries of a `.keras` archive, zipped or not. Throws ImportError. */
export async function readKerasEntries(entries: Entries): Promise<KerasFile> {
  const config = parseJson(requireEntry(entries, 'config.json'), 'config.json');
  const weights = entries.get('model.weights.h5');
  if (weights === undefined) {
    const other = [...entries.keys()].find((name) => name.startsWith('model.weights'));
    throw new ImportError(
      'missing-entry',
      other === undefined
        ? 'The model has no "model.weights.h5": save it again with model.save("model.keras").'
        : `The weights are in "${other}", which Keras itself cannot load safely: save with model.save("model.keras").`,
    );
  }
  const release = releaseIn(entries.get('metadata.json'));
  return { config, weights: await readWeights(weights), assets: readAssets(entries), release };
}

/** Keras wrote this format from 2.12 on. */
function releaseIn(metadata: Uint8Array | undefined): Release {
  const name = 'metadata.json';
  const version = metadata && Config.from(parseJson(metadata, name), name).get('keras_version');
  return releaseOf(version, 'keras3');
}

/** Groups that hold optimizer and metric state, which inference never needs. */
const TRAINING_STATE = /^(optimizer|_?metrics?|metrics_tracker|loss_tracker)\b/;

async function readWeights(bytes: Uint8Array): Promise<WeightStore> {
  return withHdf5(bytes, (file) => {
    const store = new Map<string, ReturnType<typeof file.read>>();
    for (const dataset of file.datasets) {
      if (TRAINING_STATE.test(dataset)) continue;
      store.set(toCurrentPath(dataset), file.read(dataset));
    }
    return store;
  });
}

/** Keras 2.12 and 2.13 kept layers under another group. */
function toCurrentPath(path: string): string {
  return path.replaceAll('_layer_checkpoint_dependencies', 'layers');
}

function readAssets(entries: Entries): Entries {
  const prefix = 'assets/';
  return new Map(
    [...entries]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, bytes]) => [name.slice(prefix.length), bytes]),
  );
}

export function requireEntry(entries: Entries, name: string): Uint8Array {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new ImportError(
    'missing-entry',
    `The model has no "${name}": it is not a Keras model, or cut short.`,
  );
}

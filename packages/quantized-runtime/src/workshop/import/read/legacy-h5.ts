import { ImportError } from '../../../errors.ts';
import { type Hdf5File, withHdf5 } from './hdf5.ts';
import type { KerasFile } from './keras-archive.ts';
import type { NamedWeight } from './legacy-weights.ts';
import { parseJson } from './parse-json.ts';
import { releaseOf } from './release.ts';

/** Reads a legacy `.h5` file: config in an attribute, weights in one group for each layer. */
export async function readLegacyH5(bytes: Uint8Array): Promise<KerasFile> {
  return withHdf5(bytes, (file) => {
    const text = file.attribute('', 'model_config');
    if (typeof text !== 'string') {
      throw new ImportError(
        'missing-entry',
        'The HDF5 file holds weights without a model: save the whole model, not only its weights.',
      );
    }
    const config = parseJson(new TextEncoder().encode(text), 'model_config');
    const group = 'model_weights';
    const byLayer = new Map(
      listAttribute(file, group, 'layer_names').map((name) => [name, layerWeights(file, `${group}/${name}`)]),
    );
    const version = file.attribute('', 'keras_version') ?? file.attribute(group, 'keras_version');
    return {
      config,
      weights: { byLayer },
      assets: new Map(),
      release: releaseOf(version, 'keras2'),
    };
  });
}

function layerWeights(file: Hdf5File, group: string): NamedWeight[] {
  return listAttribute(file, group, 'weight_names').map((name) => ({
    name,
    array: file.read(`${group}/${name}`),
  }));
}

/** A list of names; a long one is split into `name0`, `name1`, ... */
function listAttribute(file: Hdf5File, path: string, name: string): readonly string[] {
  const whole = file.attribute(path, name);
  if (whole !== undefined) return typeof whole === 'string' ? [whole] : whole;
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = file.attribute(path, `${name}${i}`);
    if (part === undefined) return parts;
    parts.push(...(typeof part === 'string' ? [part] : part));
  }
}

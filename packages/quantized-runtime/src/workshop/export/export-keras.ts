import { strToU8, zipSync } from 'fflate';
import type { Network } from '../origin/network.ts';
import { rebuildVariable } from './rebuild-variable.ts';
import { writeHdf5 } from './write-hdf5.ts';

/** The Keras version whose format is written. */
const KERAS_VERSION = '3.15.1';

/**
 * Turns a network, float or quantized, back into the bytes of a `.keras` file that Keras opens. A quantized
 * network exports the numbers that its integers stand for. The same network gives the same bytes.
 */
export async function exportKeras(network: Network): Promise<Uint8Array> {
  const { config, variables } = network.keras;
  const weights = await writeHdf5(
    variables.map((variable) => ({
      path: variable.path,
      shape: variable.shape,
      data: rebuildVariable(network.graph, variable),
    })),
  );
  const metadata = { keras_version: versionOf(config), date_saved: '1980-01-01@00:00:00' };
  return zipSync(
    {
      'metadata.json': strToU8(JSON.stringify(metadata)),
      'config.json': strToU8(JSON.stringify(config)),
      'model.weights.h5': weights,
    },
    { mtime: new Date(1980, 0, 1), level: 6 },
  );
}

/** A network that came from an older container follows that version's definitions, and its file says so. */
function versionOf(config: unknown): string {
  const isObject = typeof config === 'object' && config !== null;
  return isObject && 'keras_version' in config && config.keras_version === '2' ? '2.15.0' : KERAS_VERSION;
}

import { strFromU8, unzipSync } from 'fflate';
import { loadFamily } from '../workshop/import/fixtures.ts';

/** A model in one of the containers, taken apart so that mutations hit its parts. */
export interface KerasSeed {
  readonly name: string;
  /** The file as users have it; a zip for a TensorFlow.js folder. */
  readonly file: Uint8Array;
  /** What a zip holds; undefined for a legacy `.h5` file. */
  readonly entries: Readonly<Record<string, Uint8Array>> | undefined;
}

const SMALL = 24_000;

/** Small models of every container and of layers whose sizes come from their config. */
export const KERAS_SEEDS: readonly KerasSeed[] = [
  'containers',
  'tfjs',
  'models',
  'normalization',
  'embedding',
  'resample',
  'attention',
  'rnn',
  'conv',
  'core',
  'pool',
  'text',
].flatMap((family) =>
  loadFamily(family)
    .filter(({ bytes }) => bytes.length < SMALL)
    .slice(0, 8)
    .map(({ name, bytes }) => ({
      name: `${family}/${name}`,
      file: bytes,
      entries: strFromU8(bytes.subarray(0, 2), true) === 'PK' ? unzipSync(bytes) : undefined,
    })),
);

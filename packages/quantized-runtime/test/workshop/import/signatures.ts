import { readFileSync } from 'node:fs';
import { fixturePath } from './fixtures.ts';

/** A setting's default in a list, or no element where it has none. */
export type Defaults = Readonly<Record<string, readonly unknown[]>>;

interface Signature {
  /** The arguments of the constructor, which a config holds. */
  readonly settings: Defaults;
  /** The arguments of a call, in order. */
  readonly call: Defaults;
}

/** All that one Keras exports (tools/keras/list_signatures.py). */
interface Signatures {
  readonly keras: string;
  /** What every layer takes. */
  readonly base: Defaults;
  readonly layers: Readonly<Record<string, Signature>>;
  /** Exports of keras.layers that are no classes. */
  readonly functions: readonly string[];
  readonly activations: Readonly<Record<string, Defaults>>;
  /** The classes that functions of keras.ops record. */
  readonly operations: Readonly<
    Record<string, Signature & { readonly functions: readonly string[]; readonly module: string }>
  >;
  /** Functions of TensorFlow that Keras 2 stores by name, with their arguments in order. */
  readonly tensorflow: Readonly<Record<string, Defaults>>;
}

/** What Keras 2 or Keras 3 exports. */
export function readSignatures(generation: 2 | 3): Signatures {
  return JSON.parse(readFileSync(fixturePath(`signatures-${generation}.json`), 'utf8')) as Signatures;
}

import type { Backend, Model } from '@evm-ml/quantized-runtime';

/**
 * Decodes, validates and plans an artefact: `loadModel` of @evm-ml/quantized-runtime. Throws ArtefactError for bytes
 * that are no model, the same on every machine; anything else that it throws is a fault.
 */
export type LoadModel = (bytes: Uint8Array, options: { readonly backend: Backend }) => Model | Promise<Model>;

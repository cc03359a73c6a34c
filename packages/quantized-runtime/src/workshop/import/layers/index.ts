import { ImportError } from '../../../errors.ts';
import type { JsonObject } from '../config.ts';
import type { LayerType } from '../context.ts';
import { lookUp } from '../look-up.ts';
import { Functional } from '../model/functional.ts';
import { Sequential } from '../model/sequential.ts';
import type { LayerSpec } from '../spec.ts';
import { ACTIVATION_LAYERS } from './activation.ts';
import { withActivationLayers } from './activation-layers.ts';
import { ATTENTION } from './attention.ts';
import { CONV } from './conv.ts';
import { CORE } from './core.ts';
import { EinsumDense } from './einsum-dense.ts';
import { EMBEDDING } from './embedding.ts';
import { quantizationMode } from './int8.ts';
import { MERGE } from './merge.ts';
import { MULTI_HEAD } from './multi-head-attention.ts';
import { NO_OP_LAYERS } from './no-ops.ts';
import { NORMALIZATION } from './normalization.ts';
import { NORMS } from './norms.ts';
import { OPERATIONS } from './operations.ts';
import { POOL } from './pool.ts';
import { PREPROCESSING } from './preprocessing.ts';
import { REFUSED } from './refused.ts';
import { RESAMPLE } from './resample.ts';
import { RNN_LAYERS } from './rnn.ts';
import { SHAPE } from './shape.ts';
import { WRAPPERS } from './wrappers.ts';

/** Layers that do work at inference, by class name. */
export const LOWERED: Readonly<Record<string, LayerType>> = withActivationLayers({
  Sequential,
  Functional,
  ...CORE,
  ...ACTIVATION_LAYERS,
  ...NORMALIZATION,
  ...SHAPE,
  ...MERGE,
  ...CONV,
  ...POOL,
  ...RESAMPLE,
  ...NORMS,
  ...EMBEDDING,
  EinsumDense,
  ...RNN_LAYERS,
  ...WRAPPERS,
  ...ATTENTION,
  ...MULTI_HEAD,
  ...OPERATIONS,
  ...PREPROCESSING,
});

/** How a layer is lowered. Throws ImportError `unknown-layer`, `refused-layer`, `unsupported-setting`. */
export function layerType(spec: LayerSpec): LayerType {
  const { className, name, module, config } = spec;
  const reason = lookUp(REFUSED, className);
  if (reason !== undefined) {
    throw new ImportError('refused-layer', `Layer "${name}" is a ${className}: ${reason}.`);
  }
  const current = module === undefined && isOperation(className, config.raw) ? `ops.${className}` : className;
  const found = lookUp(LOWERED, current) ?? lookUp(NO_OP_LAYERS, current);
  if (found === undefined) {
    const operation = className.startsWith('ops.');
    const why = operation ? 'which has no operator here' : 'which is not a known Keras layer';
    throw new ImportError(
      'unknown-layer',
      `Layer "${name}" is a ${className}, ${why}: rebuild it from ${operation ? 'layers and other operations' : 'keras.layers'}.`,
    );
  }
  const mode = quantizationMode(spec);
  if (mode !== null && (mode !== 'int8' || !INT8_LAYERS.has(className))) {
    throw new ImportError(
      'unsupported-setting',
      `Layer "${name}" (${className}) was quantized by Keras to ${mode}: bring the network as it was before.`,
    );
  }
  return found;
}

/** Layers whose int8 form of Keras can be read. */
const INT8_LAYERS: ReadonlySet<string> = new Set(['Dense']);

/**
 * True for an operation of keras.ops where an older container does not say so: a class that no layer has, or settings without
 * the one that every layer has.
 */
export function isOperation(className: string, config: JsonObject): boolean {
  return (
    Object.hasOwn(LOWERED, `ops.${className}`) &&
    !(Object.hasOwn(LOWERED, className) && Object.hasOwn(config, 'trainable'))
  );
}

import { dense } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';
import type { LayerSpec } from '../spec.ts';

/** True for a layer that Keras itself quantized to int8 with `model.quantize("int8")`. */
export function isInt8(spec: LayerSpec): boolean {
  return quantizationMode(spec) === 'int8';
}

/** The mode of a quantized dtype policy: int8, int4, float8, gptq ...; null for ordinary policies. */
export function quantizationMode(spec: LayerSpec): string | null {
  const policy = spec.config.get('dtype');
  if (typeof policy !== 'object' || policy === null || !('config' in policy)) return null;
  const config = spec.config.object('dtype').object('config');
  return config.has('mode') ? config.string('mode') : null;
}

/**
 * Keras quantizes the kernel for each output unit, q = round(w * scale), and the activations on the fly. The
 * import undoes the first and has no need of the second: the kernel becomes q / scale.
 */
export function lowerInt8Dense(layer: LayerContext, x: number): number {
  const units = layer.config.int('units');
  const depth = layer.graph.shape(x).at(-1) ?? 1;
  const quantized = layer.weight('kernel', [depth, units]);
  const scale = layer.weight('kernel_scale', [units]);
  const kernel = Float32Array.from(quantized.data, (q, i) => q / scale.data[i % units]!);
  const name = layer.addTensor('kernel', [depth, units], kernel);
  const bias = layer.has('bias') ? layer.param('bias', [units]) : undefined;
  layer.editConfig({ dtype: 'float32', quantization_config: null });
  layer.recordAll([
    { shape: [depth, units], from: { param: name } },
    ...(bias === undefined ? [] : [{ shape: [units], from: { param: bias } }]),
  ]);
  return dense(layer.graph, x, name, units, bias);
}

import { ImportError } from '../../../errors.ts';
import { type LayerSpec, parseBatchShape } from '../spec.ts';
import { parseEnds } from './references.ts';
import { modelLayers } from './sequential.ts';

interface OpenInput {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  /** `float32`, `int32`, `bool`: as its layer says. */
  readonly dtype: unknown;
}

/** The inputs of a network as its file declares them, `null` for sizes that it leaves open. Throws ImportError. */
export function inputShapes(spec: LayerSpec): OpenInput[] {
  const layers = modelLayers(spec);
  if (spec.className === 'Sequential') return [sequentialInput(spec, layers)];
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return parseEnds(spec.config.get('input_layers'), spec.config.where).map(({ layer }) => {
    const found = byName.get(layer);
    if (found === undefined) {
      throw new ImportError('broken-config', `The model's input layer "${layer}" does not exist.`);
    }
    return {
      name: layer,
      shape: declaredShape(found) ?? unknownInput(layer),
      dtype: found.config.get('dtype'),
    };
  });
}

function sequentialInput(spec: LayerSpec, layers: readonly LayerSpec[]): OpenInput {
  const first = layers[0];
  if (first === undefined) throw new ImportError('broken-config', 'The model has no layers.');
  const name = first.className === 'InputLayer' ? first.name : 'input';
  if (first.className === 'Sequential' && declaredShape(first) === null)
    return sequentialInput(first, modelLayers(first));
  const built = spec.config.get('build_input_shape') ?? spec.build?.get('input_shape');
  const shape =
    declaredShape(first) ?? (Array.isArray(built) ? parseBatchShape(built, spec.config.where) : null);
  return { name, shape: shape ?? unknownInput(name), dtype: first.config.get('dtype') };
}

function declaredShape(spec: LayerSpec): readonly (number | null)[] | null {
  const shape = spec.config.get('batch_shape') ?? spec.config.get('batch_input_shape');
  return shape === undefined || shape === null ? null : parseBatchShape(shape, spec.config.where);
}

function unknownInput(name: string): never {
  throw new ImportError(
    'unknown-size',
    `The model does not say the shape of its input "${name}": build it before saving.`,
  );
}

export function unknownSize(name: string, shape: readonly (number | null)[]): never {
  const text = shape.map((size) => size ?? '?').join(', ');
  throw new ImportError(
    'unknown-size',
    `Input "${name}" has shape [${text}], and a graph needs every size: give the shape of this input (convert: --input-shape ${name}=${shape.map((size) => size ?? 'N').join(',')}).`,
  );
}

import { ImportError } from '../../../errors.ts';
import { type Call, type Edge, type LayerContext, type LayerType, maskedInputs } from '../context.ts';
import { containerPaths } from '../paths.ts';
import { NOT_TRAINING, reads } from '../settings.ts';
import { type NamedReference, type NodeCall, parseEnds, parseNode, type Reference } from './references.ts';
import { modelLayers } from './sequential.ts';

/** One call of one layer that waits for its inputs. */
interface Pending {
  readonly layer: LayerContext;
  readonly node: number;
  readonly call: NodeCall;
}

type Produced = Map<string, readonly Edge[]>;

/** A directed graph of layers; a layer that is called several times shares its weights. */
export const Functional: LayerType = {
  settings: reads('layers', 'input_layers', 'output_layers'),
  arguments: { ...NOT_TRAINING, ...reads('mask') },
  positions: ['inputs', 'training', 'mask'],
  children: (spec) => {
    const layers = modelLayers(spec);
    const paths = containerPaths('layers', layers);
    return layers.map((layer, i) => ({ path: paths[i]!, spec: layer }));
  },
  lower: (layer, call) => {
    const produced: Produced = new Map();
    const inputs = parseEnds(layer.config.get('input_layers'), layer.config.where);
    if (call.inputs.length !== inputs.length) {
      throw layer.refuse(`it has ${inputs.length} inputs and is called with ${call.inputs.length}`);
    }
    const edges = maskedInputs(call);
    inputs.forEach((reference, i) => {
      produced.set(key(reference), [edges[i]!]);
    });
    runAll(layer, produced);
    return functionalOutputs(layer).map((reference) => {
      const node = reference.node - builtInNodes(layer, reference, isLegacy(layer) ? 'legacy' : 'end');
      return resolve(produced, { ...reference, node }, layer);
    });
  },
};

export function functionalOutputs(layer: LayerContext): NamedReference[] {
  return parseEnds(layer.config.get('output_layers'), layer.config.where);
}

/** Calls every layer as soon as its inputs exist, in the order of the file. */
function runAll(model: LayerContext, produced: Produced): void {
  let pending = model.children.flatMap((layer) =>
    layer.spec.inboundNodes.map(
      (node, i): Pending => ({ layer, node: i, call: parseNode(node, layer.config.where, layer.positions) }),
    ),
  );
  while (pending.length > 0) {
    const waiting: Pending[] = [];
    for (const entry of pending) {
      const edges = runOne(entry, produced, model);
      if (edges === null) waiting.push(entry);
      else produced.set(key({ layer: entry.layer.spec.name, node: entry.node }), edges);
    }
    if (waiting.length === pending.length) {
      throw new ImportError(
        'broken-config',
        `Layer "${waiting[0]!.layer.label}" waits for an input that nothing produces.`,
      );
    }
    pending = waiting;
  }
}

function runOne(entry: Pending, produced: Produced, model: LayerContext): readonly Edge[] | null {
  const { inputs, named, options } = entry.call;
  const renumber = (reference: Reference): Reference =>
    isLegacy(model)
      ? { ...reference, node: reference.node - builtInNodes(model, reference, 'legacy') }
      : reference;
  const all = [...inputs, ...Object.values(named).flat()].filter((slot) => slot !== null);
  if (!all.every((reference) => produced.has(key(renumber(reference))))) return null;
  const take = (reference: Reference) => resolve(produced, renumber(reference), model);
  const call: Call = {
    inputs: inputs.map(take),
    named: Object.fromEntries(
      Object.entries(named).map(([name, slots]) => [
        name,
        slots.map((slot) => (slot === null ? null : take(slot))),
      ]),
    ),
    options,
  };
  return entry.layer.call(call);
}

/** Keras 2 and TensorFlow.js write nodes as lists. */
function isLegacy(model: LayerContext): boolean {
  return model.children.some(({ spec }) => Array.isArray(spec.inboundNodes[0]));
}

/**
 * Nested models start out with a node of their own, which is not in `inbound_nodes`. Keras 3 counts it for
 * functional models, and only where a model names its outputs; older files count it for every model.
 */
function builtInNodes(model: LayerContext, { layer, node }: Reference, use: 'end' | 'legacy'): number {
  const className = model.children.find(({ spec }) => spec.name === layer)?.spec.className;
  const counted = className === 'Functional' || (use === 'legacy' && className === 'Sequential');
  return counted && node > 0 ? 1 : 0;
}

function resolve(produced: Produced, reference: Reference, model: LayerContext): Edge {
  const edge = produced.get(key(reference))?.[reference.tensor];
  if (edge !== undefined) return edge;
  throw new ImportError(
    'broken-config',
    `"${model.label}" refers to output ${reference.tensor} of layer "${reference.layer}", which does not exist.`,
  );
}

function key(reference: { readonly layer: string; readonly node: number }): string {
  return `${reference.node}/${reference.layer}`;
}

import { operatorGas } from '@evm-ml/evm/gas';
import type { Graph, Model } from '@evm-ml/quantized-runtime';
import { groupLayers, type LayerGroup } from './group-layers.ts';
import type { LayerDifference, LayerFacts } from './model-summary.ts';

/** Layers of two models side by side: by their names and, where several have one, by their order. */
export function compareModels(one: Model, other: Model): LayerDifference[] {
  const [before, after] = [layersOf(one), layersOf(other)];
  const differences: LayerDifference[] = [];
  for (const [key, layer] of before) {
    const twin = after.get(key);
    if (!twin) {
      differences.push({
        name: layer.facts.name,
        before: layer.facts,
        after: undefined,
        differing: undefined,
      });
      continue;
    }
    differences.push({
      name: layer.facts.name,
      before: layer.facts,
      after: twin.facts,
      differing: countDiffering(layer.weights, twin.weights),
    });
  }
  for (const [key, { facts }] of after) {
    if (!before.has(key))
      differences.push({ name: facts.name, before: undefined, after: facts, differing: undefined });
  }
  return differences;
}

interface Layer {
  readonly facts: LayerFacts;
  readonly weights: readonly Uint8Array[];
}

function layersOf({ graph, work }: Model): Map<string, Layer> {
  const layers = new Map<string, Layer>();
  const seen = new Map<string, number>();
  for (const group of groupLayers(graph)) {
    const count = seen.get(group.name) ?? 0;
    seen.set(group.name, count + 1);
    const weights = weightsOf(graph, group);
    const { shape, type } = graph.values[group.last]!;
    const operators = group.nodes.map((index) => graph.nodes[index]!.op);
    layers.set(`${count} ${group.name}`, {
      facts: {
        name: group.name,
        operators,
        shape,
        type,
        bytes: weights.reduce((sum, { length }) => sum + length, 0),
        gas: group.nodes.reduce((sum, index) => sum + Number(operatorGas(work[index]!)), 0),
      },
      weights,
    });
  }
  return layers;
}

/** The bytes of a layer's tensors, in the order in which its operators name them. */
function weightsOf(graph: Graph, { nodes }: LayerGroup): Uint8Array[] {
  const names = nodes.flatMap((index) =>
    Object.values((Reflect.get(graph.nodes[index]!, 'params') ?? {}) as Record<string, string | undefined>),
  );
  return [...new Set(names)].flatMap((name) => {
    const data = name === undefined ? undefined : graph.tensors.get(name)?.data;
    return data ? [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] : [];
  });
}

/** Bytes that differ; undefined where the tensors are not of the same lengths. */
function countDiffering(one: readonly Uint8Array[], other: readonly Uint8Array[]): number | undefined {
  const isAlike = one.length === other.length && one.every(({ length }, at) => length === other[at]!.length);
  if (!isAlike) return undefined;
  let count = 0;
  for (const [at, bytes] of one.entries()) {
    const twin = other[at]!;
    for (let index = 0; index < bytes.length; index++) if (bytes[index] !== twin[index]) count++;
  }
  return count;
}

import { operatorGas } from '@evm-ml/evm/gas';
import {
  elementCount,
  type Graph,
  type InputPort,
  isTextOutput,
  type Model,
  type Node,
} from '@evm-ml/quantized-runtime';
import { drawGraph } from './draw-graph.ts';
import { groupLayers, type LayerGroup } from './group-layers.ts';
import type { LayerSummary, ModelSummary, PortSummary, WeightSpread } from './model-summary.ts';

/** What a page shows of a model that was loaded. */
export function summarizeModel(model: Model): ModelSummary {
  const { graph } = model;
  const groups = groupLayers(graph);
  const gas = model.work.map((work) => Number(operatorGas(work)) * work.times);
  const layers = groups.map((group) => summarizeLayer(graph, group, model, gas));
  return {
    profile: graph.profile,
    parameters: [...graph.tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
    planBytes: model.planBytes,
    textBytes: model.textBytes,
    givesText: model.textBytes > 0 && model.outputTextBytes > 0,
    inputs: graph.inputs.map((port) => summarizeInput(graph, port)),
    outputs: graph.outputs.map((port) => {
      const { shape, type } = graph.values[port.value]!;
      const kind = isTextOutput(graph.nodes, port) ? 'text' : 'real';
      return { name: port.name, shape, type, kind, low: [], high: [] };
    }),
    layers,
    drawing: drawGraph(graph, groups, layers),
  };
}

function summarizeLayer(
  graph: Graph,
  { name, nodes, last }: LayerGroup,
  model: Model,
  gas: readonly number[],
) {
  const tensors = [...new Set(nodes.flatMap((index) => tensorNames(graph.nodes[index]!)))].map(
    (tensor) => graph.tensors.get(tensor)!,
  );
  const { shape, type } = graph.values[last]!;
  const sum = (of: (index: number) => number) => nodes.reduce((total, index) => total + of(index), 0);
  return {
    name,
    operators: nodes.map((index) => graph.nodes[index]!.op),
    shape,
    type,
    macs: sum((index) => model.work[index]!.macs * model.work[index]!.times),
    parameters: tensors.reduce((total, tensor) => total + elementCount(tensor.shape), 0),
    bytes: tensors.reduce((total, { data }) => total + data.byteLength, 0),
    gas: sum((index) => gas[index]!),
  } satisfies LayerSummary;
}

function summarizeInput(graph: Graph, { name, value, kind, scale, offset, limit }: InputPort): PortSummary {
  const { shape, type, zero } = graph.values[value]!;
  const plain = { name, shape, type, kind };
  if (kind === 'index') return { ...plain, low: [0], high: [limit - 1] };
  if (kind === 'text') return { ...plain, low: [0], high: [255] };
  const bound = { i8: [-128, 127], i16: [-32_768, 32_767] }[type as string];
  if (bound === undefined) return { ...plain, low: [], high: [] };
  const count = Math.max(scale.length, offset.length);
  const at = (level: number) =>
    Array.from({ length: count }, (_, index) => {
      const s = scale[scale.length === 1 ? 0 : index]!;
      return (level - zero) * s + offset[offset.length === 1 ? 0 : index]!;
    });
  return { ...plain, low: at(bound[0]!), high: at(bound[1]!) };
}

/** Names of the tensors of a node. */
function tensorNames(node: Node): string[] {
  const params: Readonly<Record<string, string | undefined>> = Reflect.get(node, 'params') ?? {};
  return Object.values(params).filter((name) => name !== undefined);
}

/** How the weights of a layer are spread: those of its kernels, or of all that it has where there are none. */
export function spreadOf(graph: Graph, layer: number): WeightSpread | undefined {
  const group = groupLayers(graph)[layer];
  if (!group) return undefined;
  const named = group.nodes.flatMap((index) =>
    Object.entries((Reflect.get(graph.nodes[index]!, 'params') ?? {}) as Record<string, string>).map(
      ([role, name]) => ({ role, tensor: graph.tensors.get(name)! }),
    ),
  );
  const weights = named.filter(({ role }) => /kernel|table|weight/i.test(role));
  const chosen = (weights.length > 0 ? weights : named).map(({ tensor }) => tensor.data);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const data of chosen)
    for (const value of data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return undefined;
  const bins = 32;
  const counts = new Array<number>(bins).fill(0);
  const step = (high - low) / bins || 1;
  for (const data of chosen) {
    for (const value of data) counts[Math.min(bins - 1, Math.floor((value - low) / step))]! += 1;
  }
  const tensors = named.map(({ role, tensor: { shape, data } }) => ({
    role,
    shape,
    type: data.constructor.name.replace('Array', '').toLowerCase(),
  }));
  return { low, high, counts, tensors };
}

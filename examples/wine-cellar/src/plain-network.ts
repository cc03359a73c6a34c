import type { Graph, Node, TensorData } from '@evm-ml/quantized-runtime';
import { concatHex, encodeAbiParameters, type Hex, numberToHex, size } from 'viem';

/** Fractional bits of contracts/PlainNetwork.sol. */
export const FRACTION_BITS = 16;

const layersType = {
  type: 'tuple[]',
  components: [
    { name: 'weights', type: 'int256[]' },
    { name: 'biases', type: 'int256[]' },
    { name: 'relu', type: 'bool' },
  ],
} as const;

/** A dense layer in real numbers: weights [outputs][inputs]. */
interface Layer {
  weights: number[][];
  biases: number[];
  relu: boolean;
}

/** A float network of normalizations, dense layers and a last softmax, as contracts/PlainNetwork.sol reads it. */
export function encodePlainNetwork(graph: Graph): Hex {
  const layers = foldLayers(graph).map(({ weights, biases, relu }) => ({
    weights: weights.flat().map((weight) => toFixed(weight, FRACTION_BITS)),
    biases: biases.map((bias) => toFixed(bias, 2 * FRACTION_BITS)),
    relu,
  }));
  return encodeAbiParameters([layersType], [layers]);
}

/** Init code of an account that holds `code` (spec F9). */
export function initCode(code: Hex): Hex {
  return concatHex(['0x61', numberToHex(size(code), { size: 2 }), '0x80600a3d393df3', code]);
}

/** A real number in units of 2 ** -bits. */
export function toFixed(x: number, bits: number): bigint {
  return BigInt(Math.round(x * 2 ** bits));
}

/** y = x * kernel + bias, by feature. */
interface Affine {
  readonly kernel: ArrayLike<number>;
  readonly bias: ArrayLike<number> | undefined;
}

/** Folds normalizations, each one or two of y = x * kernel + bias, into the dense layer after them. */
function foldLayers(graph: Graph): Layer[] {
  const layers: Layer[] = [];
  let normalization: Affine | undefined;
  for (const node of graph.nodes) {
    if (node.op === 'affine') {
      const next = { kernel: data(graph, node.params.kernel), bias: optional(graph, node.params.bias) };
      normalization = normalization ? compose(normalization, next) : next;
    } else if (node.op === 'dense') {
      const layer = denseLayer(graph, node.params.kernel, node.params.bias);
      layers.push(normalization ? fold(layer, normalization) : layer);
      normalization = undefined;
    } else if (isRelu(node) && !normalization) {
      layers.at(-1)!.relu = true;
    } else if (node.op !== 'softmax') {
      throw new Error(`PlainNetwork.sol has no ${node.op} (${node.layer}).`);
    }
  }
  return layers;
}

/** First `a`, then `b`. */
function compose(a: Affine, b: Affine): Affine {
  const at = (list: ArrayLike<number>, i: number): number => list[list.length === 1 ? 0 : i]!;
  const lists = [a.kernel, a.bias ?? [0], b.kernel, b.bias ?? [0]];
  const features = Math.max(...lists.map(({ length }) => length));
  const each = (of: (i: number) => number): number[] => Array.from({ length: features }, (_, i) => of(i));
  return {
    kernel: each((i) => at(a.kernel, i) * at(b.kernel, i)),
    bias: each((i) => at(a.bias ?? [0], i) * at(b.kernel, i) + at(b.bias ?? [0], i)),
  };
}

const isRelu = (node: Node) => node.op === 'unary' && node.fn === 'relu';

function denseLayer(graph: Graph, kernel: string, bias: string | undefined): Layer {
  const weights = data(graph, kernel);
  const [inputs, outputs] = graph.tensors.get(kernel)!.shape as [number, number];
  const rows = Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: inputs }, (_, i) => weights[i * outputs + o]!),
  );
  return { weights: rows, biases: [...(optional(graph, bias) ?? new Float32Array(outputs))], relu: false };
}

function fold({ weights, biases, relu }: Layer, { kernel, bias: shift }: Affine): Layer {
  const moved = weights.map((row, o) =>
    row.reduce((sum, weight, i) => sum + weight * (shift?.[i] ?? 0), biases[o]!),
  );
  return { weights: weights.map((row) => row.map((weight, i) => weight * kernel[i]!)), biases: moved, relu };
}

function data(graph: Graph, name: string): TensorData {
  const tensor = graph.tensors.get(name);
  if (!tensor) throw new Error(`The graph has no tensor ${name}.`);
  return tensor.data;
}

function optional(graph: Graph, name: string | undefined): TensorData | undefined {
  return name === undefined ? undefined : data(graph, name);
}

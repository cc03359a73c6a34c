import type { DenseNode, Graph, Tensor } from '@evm-ml/quantized-runtime';
import { concatHex, encodeAbiParameters, type Hex, numberToHex, size, toHex } from 'viem';

const layers = {
  type: 'tuple[]',
  components: [
    { name: 'weights', type: 'bytes' },
    { name: 'biases', type: 'int256[]' },
    { name: 'multipliers', type: 'int256[]' },
    { name: 'shifts', type: 'uint256[]' },
    { name: 'min', type: 'int256' },
    { name: 'max', type: 'int256' },
  ],
} as const;

/** The dense layers of an integer graph, as contracts/PlainNetwork.sol reads them. A last softmax is left out. */
export function encodePlainNetwork(graph: Graph): Hex {
  const last = graph.nodes.length - 1;
  const dense = graph.nodes.flatMap((node, index) => {
    if (node.op === 'dense') return [node];
    if (node.op === 'softmax' && index === last) return [];
    throw new Error(`PlainNetwork.sol has dense layers only, and ${node.layer} is a ${node.op}.`);
  });
  return encodeAbiParameters([layers], [dense.map((node) => encodeLayer(graph, node))]);
}

/** Init code of an account that holds `code` (spec F9). */
export function initCode(code: Hex): Hex {
  return concatHex(['0x61', numberToHex(size(code), { size: 2 }), '0x80600a3d393df3', code]);
}

function encodeLayer(graph: Graph, node: DenseNode) {
  const { kernel, bias, mult, shift } = node.params;
  const weights = tensor(graph, kernel);
  const [inputs, outputs] = weights.shape as [number, number];
  // [inputs, outputs] -> [outputs][inputs]
  const rows = Int8Array.from({ length: inputs * outputs }, (_, k) => {
    return weights.data[(k % inputs) * outputs + Math.floor(k / inputs)]!;
  });
  return {
    weights: toHex(new Uint8Array(rows.buffer)),
    biases: each(outputs, bias === undefined ? undefined : tensor(graph, bias)),
    multipliers: each(outputs, tensor(graph, mult!)),
    shifts: each(outputs, tensor(graph, shift!)),
    min: BigInt(node.min ?? -32_767),
    max: BigInt(node.max ?? 32_767),
  };
}

function tensor(graph: Graph, name: string): Tensor {
  const found = graph.tensors.get(name);
  if (!found) throw new Error(`The graph has no tensor ${name}.`);
  return found;
}

/** One number for each output, repeated when the tensor holds a single one; zeros without a tensor. */
function each(outputs: number, tensor: Tensor | undefined): bigint[] {
  const { data } = tensor ?? { data: new Int32Array(1) };
  return Array.from({ length: outputs }, (_, o) => BigInt(data[data.length === 1 ? 0 : o]!));
}

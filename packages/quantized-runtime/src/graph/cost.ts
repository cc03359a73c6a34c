import type { Shapes } from './effort/effort.ts';
import { kindOf } from './effort/kinds.ts';
import { effortOf } from './effort/measure.ts';
import { elementCount } from './element-types.ts';
import type { Graph, Node, NodeOf, Op, Shape } from './graph.ts';
import { paramsOf } from './params-of.ts';
import type { Work } from './work.ts';

type Count<N extends Node> = (
  node: N,
  shapes: Shapes,
) => { readonly macs: number; readonly elements: number };

const written: Count<Node> = (_, { outputs: [output] }) => ({ macs: 0, elements: elementCount(output!) });
const read: Count<Node> = (_, { inputs: [input] }) => ({ macs: 0, elements: elementCount(input!) });
const nothing: Count<Node> = () => ({ macs: 0, elements: 0 });

/** Every output element sums over all of the kernel but its last (output) axis. */
const perOutput: Count<NodeOf<'dense' | 'conv'>> = (_, { outputs: [output], param }) => {
  const elements = elementCount(output!);
  return { macs: elements * elementCount(param('kernel').slice(0, -1)), elements };
};

const COUNTS: { readonly [O in Op]: Count<NodeOf<O>> } = {
  dense: perOutput,
  conv: perOutput,
  depthwise(_, { outputs: [output], param }) {
    const elements = elementCount(output!);
    return { macs: elements * elementCount(param('kernel').slice(0, -2)), elements };
  },
  convTranspose(_, { inputs: [input], outputs: [output], param }) {
    const cells = elementCount(input!.slice(0, -1));
    return { macs: cells * elementCount(param('kernel')), elements: elementCount(output!) };
  },
  pool: (node, { outputs: [output] }) => ({
    macs: 0,
    elements: elementCount(output!) * elementCount(node.size),
  }),
  binary: written,
  affine: written,
  requantize: written,
  unary: written,
  softmax: read,
  normalize: read,
  reduce: read,
  matmul: (_, { inputs: [a], outputs: [output] }) => {
    const elements = elementCount(output!);
    return { macs: elements * a!.at(-1)!, elements };
  },
  gather: written,
  reshape: nothing,
  transpose: written,
  pad: written,
  slice: written,
  concat: written,
  tile: written,
  constant: nothing,
  resize: written,
  select: written,
  compare: read,
  recurrent(_, { inputs: [x], param }) {
    const steps = x![0]!;
    const kernels = elementCount(param('kernel')) + elementCount(param('recurrent'));
    return { macs: steps * kernels, elements: steps * param('kernel')[1]! };
  },
};

/** The work of each node for one example, from shapes alone. */
export function countWork(graph: Graph): Work[] {
  const shapeOf = (value: number): Shape => graph.values[value]!.shape;
  return graph.nodes.map((node) => {
    const params = paramsOf(node);
    const count = COUNTS[node.op] as Count<Node>;
    const shapes: Shapes = {
      profile: graph.profile,
      inputs: node.inputs.map(shapeOf),
      outputs: node.outputs.map(shapeOf),
      param: (name) => graph.tensors.get(params[name]!)!.shape,
    };
    return {
      layer: node.layer,
      op: node.op,
      kind: kindOf(node, graph),
      ...count(node, shapes),
      effort: effortOf(node, shapes),
    };
  });
}

import type { Graph, Node, NodeOf, Op } from '../../../graph/graph.ts';
import type { Assignment } from './assign-schemes.ts';
import { LoweringContext } from './context.ts';
import { lowerAffine } from './lower-affine.ts';
import { lowerBinary, lowerCompare, lowerMatmul, lowerSelect } from './lower-binary.ts';
import { lowerLinear } from './lower-linear.ts';
import {
  lowerArgmax,
  lowerConcat,
  lowerConstant,
  lowerDetokenize,
  lowerGather,
  lowerMovement,
  lowerPad,
  lowerPool,
  lowerReduce,
  lowerTokenize,
} from './lower-movement.ts';
import { lowerNormalize } from './lower-normalize.ts';
import { lowerRecurrent } from './lower-recurrent.ts';
import { lowerSoftmax, lowerUnary } from './lower-unary.ts';
import type { QuantizedKernel } from './quantize-kernel.ts';
import type { IntegerProfile } from './scheme.ts';
import type { Widened } from './widths.ts';

/** An integer graph, and for each value of the float graph the integer value that stands for it. */
export interface Lowered {
  readonly graph: Graph;
  readonly values: ReadonlyMap<number, number>;
  /** Kernels stored in two: the coarse part's name to the fine part's. */
  readonly fineParts: ReadonlyMap<string, string>;
}

/** Float graph to integer graph, operator by operator. */
export async function lowerGraph(
  { graph, calibration, widthOf }: Widened,
  profile: IntegerProfile,
  assignments: ReadonlyMap<number, Assignment>,
  kernels: Map<string, Promise<QuantizedKernel>>,
  onNode: (done: number, total: number) => void,
  breathe: () => Promise<void>,
): Promise<Lowered> {
  const context = new LoweringContext(graph, profile, assignments, calibration, widthOf, kernels, breathe);
  for (const port of graph.inputs) {
    context.profile = widthOf(port.value);
    const value = context.output(port.value);
    const scale = port.kind === 'real' ? context.scheme(port.value).scale : 1;
    context.made.inputs.push({ ...port, value, scale: port.scale.map((own) => own * scale) });
  }
  for (const [index, node] of graph.nodes.entries()) {
    context.profile = profileOf(context, node);
    await lowerNode(context, node);
    onNode(index + 1, graph.nodes.length);
    await breathe();
  }
  return {
    graph: context.made.toGraph(graph.outputs.map((port) => ({ ...port, value: context.input(port.value) }))),
    values: context.lowered,
    fineParts: context.fineParts,
  };
}

type Lowering<O extends Op> = (context: LoweringContext, node: NodeOf<O>) => void | Promise<void>;

const notYet = () => {
  throw new Error('a network is quantized before it is made to generate');
};

const LOWERINGS: { readonly [O in Op]: Lowering<O> } = {
  dense: lowerLinear,
  conv: lowerLinear,
  depthwise: lowerLinear,
  convTranspose: lowerLinear,
  affine: lowerAffine,
  requantize: () => {
    throw new Error('a float graph has no requantize');
  },
  binary: lowerBinary,
  matmul: lowerMatmul,
  unary: lowerUnary,
  softmax: lowerSoftmax,
  normalize: lowerNormalize,
  pool: lowerPool,
  reduce: lowerReduce,
  gather: lowerGather,
  reshape: lowerMovement,
  transpose: lowerMovement,
  slice: lowerMovement,
  tile: lowerMovement,
  resize: lowerMovement,
  pad: lowerPad,
  concat: lowerConcat,
  constant: lowerConstant,
  select: lowerSelect,
  compare: lowerCompare,
  recurrent: lowerRecurrent,
  tokenize: lowerTokenize,
  argmax: lowerArgmax,
  detokenize: lowerDetokenize,
  repeat: notYet,
  until: notYet,
  take: notYet,
  put: notYet,
};

/** Every real value around a node has one width, but for bridges, which have that of what they write. */
function profileOf(context: LoweringContext, node: Node): IntegerProfile {
  const real = [...node.outputs, ...node.inputs].find((value) => context.isReal(value));
  return real === undefined ? context.profile : context.widthOf(real);
}

async function lowerNode(context: LoweringContext, node: Node): Promise<void> {
  const lowering = LOWERINGS[node.op] as (context: LoweringContext, node: Node) => void | Promise<void>;
  await lowering(context, node);
}

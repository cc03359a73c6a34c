import type {
  ConvNode,
  ConvTransposeNode,
  DenseNode,
  DepthwiseNode,
  Node,
  Shape,
} from '../../graph/graph.ts';

/** The operators that multiply an activation by a kernel. */
export type LinearNode = DenseNode | ConvNode | DepthwiseNode | ConvTransposeNode;

const LINEAR_OPS: ReadonlySet<string> = new Set(['dense', 'conv', 'depthwise', 'convTranspose']);

export function isLinear(node: Node | undefined): node is LinearNode {
  return node !== undefined && LINEAR_OPS.has(node.op);
}

/** Which input and which output channel each element of a kernel belongs to, in row-major order. */
export interface KernelLayout {
  readonly inputs: number;
  readonly outputs: number;
  /** The output channel of kernel element `index`. */
  outputOf(index: number): number;
  /** The input channel of kernel element `index`. */
  inputOf(index: number): number;
}

/** The layout of `node`'s kernel, whose shape is `shape`. */
export function kernelLayout(node: LinearNode, shape: Shape): KernelLayout {
  const columns = shape.at(-1)!;
  const rows = shape.at(-2)!;
  if (node.op === 'depthwise') {
    const outputs = rows * columns;
    return {
      inputs: rows,
      outputs,
      outputOf: (index) => index % outputs,
      inputOf: (index) => Math.floor((index % outputs) / columns),
    };
  }
  const groups = node.op === 'conv' ? node.groups : 1;
  const columnsPerGroup = columns / groups;
  return {
    inputs: rows * groups,
    outputs: columns,
    outputOf: (index) => index % columns,
    inputOf: (index) =>
      Math.floor((index % columns) / columnsPerGroup) * rows + (Math.floor(index / columns) % rows),
  };
}

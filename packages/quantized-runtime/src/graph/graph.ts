/**
 * The graph: the one intermediate form of this package.
 *
 *   Keras file -> import -> Graph f32 -> fold, equalize -> Graph f32 -> quantize -> Graph a16 | a8
 *
 * One vocabulary of operators serves all three profiles. A float graph carries real-valued parameters; an
 * integer graph carries integers and the multipliers that requantize them. What each operator computes, to
 * the bit, is written in spec/operators.md.
 *
 * Shapes never hold the batch axis. Layout is channels-last. Spatial rank is 1, 2 or 3.
 */

import type { RecurrentConstant, UnaryFn } from './vocabulary.ts';

/** Weights and activations: `f32` binary32; `a16` int8 weights, int16 activations; `a8` int8, int8. */
export type Profile = 'f32' | 'a16' | 'a8';

export type ElementType = 'f32' | 'i32' | 'i16' | 'i8' | 'u8';

export type Shape = readonly number[];

export type TensorData = Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** A constant: a parameter of the network. Row-major. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: TensorData;
}

/**
 * An activation: what flows along an edge. In integer profiles it stands for the real number
 * `(q - zero) * scale`. `zero` is 0 for `i16`. Values of type `i32` are indices (tokens) and have scale 1.
 */
export interface Value {
  readonly shape: Shape;
  readonly type: ElementType;
  readonly scale: number;
  readonly zero: number;
}

/**
 * Where numbers enter the graph. A real number x enters as
 * `clamp(floor((x - offset) / scale + 1/2) + zero)`; `scale` and `offset` hold one number, or one for each
 * index of the last axis (so that features of very different ranges, or a leading Normalization, cost
 * nothing). In `f32`, x enters as `fround(x)` and scale, offset are [1], [0].
 * `index` inputs are whole numbers in [0, limit).
 */
export interface InputPort {
  readonly name: string;
  readonly value: number;
  readonly kind: 'real' | 'index';
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  /** Number of admissible indices for `index` inputs; 0 for `real`. */
  readonly limit: number;
}

/** Where numbers leave the graph, as `(q - zero) * scale` of the value. */
export interface OutputPort {
  readonly name: string;
  readonly value: number;
}

/** Padding of each spatial axis, [before, after]. Always explicit: the importer resolves `same`. */
export type Padding = readonly (readonly [number, number])[];

export type { UnaryFn };

/** What every node has. `inputs`, `outputs` index `Graph.values`. `layer` names the Keras layer for traces. */
interface NodeBase {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly layer: string;
}

/**
 * A fused clamp. In f32 graphs the bounds are real (relu is [0, null]); in integer graphs they are integers of
 * the output's type, applied after the zero point is added. `null`: no bound beyond the type's own.
 */
export interface Clamp {
  readonly min: number | null;
  readonly max: number | null;
}

/**
 * Parameters are names into `Graph.tensors`. `mult` (i32) and `shift` (u8) exist in integer graphs only: one
 * pair for each output channel, or a single pair. See spec/numerics.md, rule N3.
 */
interface Requant {
  readonly mult?: string;
  readonly shift?: string;
}

/** x [..., K] · kernel [K, N] + bias [N] -> [..., N]. */
export interface DenseNode extends NodeBase, Clamp {
  readonly op: 'dense';
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

/** x [...S, C], kernel [...k, C / groups, N], bias [N] -> [...S', N]. */
export interface ConvNode extends NodeBase, Clamp {
  readonly op: 'conv';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
  readonly groups: number;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

/** x [...S, C], kernel [...k, C, D], bias [C * D] -> [...S', C * D]; output channel c * D + d. */
export interface DepthwiseNode extends NodeBase, Clamp {
  readonly op: 'depthwise';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

/** x [...S, C], kernel [...k, C, N], bias [N]; output of size `(S-1)*stride + (k-1)*dilation + 1 - crop`. */
export interface ConvTransposeNode extends NodeBase, Clamp {
  readonly op: 'convTranspose';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Cells cropped from (positive) or zero-cells added to (negative) each end of the full output. */
  readonly padding: Padding;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

/** Padding cells never win a maximum and never count in an average. avg: `mult[count - 1]`. */
export interface PoolNode extends NodeBase {
  readonly op: 'pool';
  readonly fn: 'max' | 'avg';
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly params: Requant;
}

/** Elementwise with numpy broadcasting. Integer add/sub: mult [M1, M2], shift [s]; mul: mult [M], shift [s]; no div. */
export interface BinaryNode extends NodeBase, Clamp {
  readonly op: 'binary';
  readonly fn: 'add' | 'sub' | 'mul' | 'div' | 'max' | 'min';
  readonly params: Requant;
}

/** `y = x * kernel + bias`, kernel and bias broadcast to x. Integer graphs: kernel i16, mult [1] or [C]. */
export interface AffineNode extends NodeBase, Clamp {
  readonly op: 'affine';
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

/** Change of scale (integer graphs only). */
export interface RequantizeNode extends NodeBase, Clamp {
  readonly op: 'requantize';
  readonly params: Requant;
}

/** f32: the function `fn` with constants `alpha`, `beta`. Integer: a table, `fn` stays for the reader. */
export interface UnaryNode extends NodeBase {
  readonly op: 'unary';
  readonly fn: UnaryFn;
  readonly alpha: number;
  readonly beta: number;
  readonly params: { readonly table?: string };
}

/** Over the last axis. An optional second input is a mask (1 keep, 0 drop). `log` in f32 only. */
export interface SoftmaxNode extends NodeBase {
  readonly op: 'softmax';
  readonly log: boolean;
  /** i32 [512] in integer graphs: exponentials of the high and the low byte, see spec/operators.md. */
  readonly params: { readonly table?: string };
}

/** Over the last axis, then gamma [C], beta [C]. `layer` centres and scales, `rms` scales, `unit` has no epsilon floor. */
export interface NormalizeNode extends NodeBase, Clamp {
  readonly op: 'normalize';
  readonly fn: 'layer' | 'rms' | 'unit';
  readonly epsilon: number;
  /** Integer graphs: `epsilon` i32 [2] = [e, t], the number e * 2^-t in squared units of the input. */
  readonly params: Requant & { readonly gamma?: string; readonly beta?: string; readonly epsilon?: string };
}

export interface ReduceNode extends NodeBase {
  readonly op: 'reduce';
  readonly fn: 'sum' | 'mean' | 'max' | 'min';
  readonly axes: readonly number[];
  readonly params: Requant;
}

/** a [..., M, K] · b [..., K, N] (or [..., N, K] with transposeB) -> [..., M, N]; leading axes broadcast. */
export interface MatmulNode extends NodeBase, Clamp {
  readonly op: 'matmul';
  readonly transposeB: boolean;
  readonly params: Requant;
}

/** indices i32 [...I] into table [V, ...D] -> [...I, ...D]. */
export interface GatherNode extends NodeBase {
  readonly op: 'gather';
  readonly params: Requant & { readonly table: string };
}

export interface ReshapeNode extends NodeBase {
  readonly op: 'reshape';
}
export interface TransposeNode extends NodeBase {
  readonly op: 'transpose';
  readonly perm: readonly number[];
}
/** `fill` is in the value's own units: real in f32, the integer itself otherwise. */
export interface PadNode extends NodeBase {
  readonly op: 'pad';
  readonly padding: Padding;
  readonly fill: number;
}
/** Python slicing: `size` elements from `begin` on each axis, every `strides`-th (negative: backwards). */
export interface SliceNode extends NodeBase {
  readonly op: 'slice';
  readonly begin: readonly number[];
  readonly size: readonly number[];
  readonly strides: readonly number[];
}
export interface ConcatNode extends NodeBase {
  readonly op: 'concat';
  readonly axis: number;
}
/** Repeats the whole value along each axis. */
export interface TileNode extends NodeBase {
  readonly op: 'tile';
  readonly repeats: readonly number[];
}
/** A constant broadcast into the graph as a value. */
export interface ConstantNode extends NodeBase {
  readonly op: 'constant';
  readonly params: { readonly value: string };
}
/** Spatial resampling of [...S, C]. */
export interface ResizeNode extends NodeBase {
  readonly op: 'resize';
  readonly fn: 'nearest' | 'bilinear';
  readonly alignCorners: boolean;
  readonly halfPixel: boolean;
}

/** mask ? a : b, elementwise with broadcasting; inputs [mask, a, b]. */
export interface SelectNode extends NodeBase {
  readonly op: 'select';
}
/** x != constant on any (`all: false`) or every element of the last axis, or elementwise: gives a mask of u8. */
export interface CompareNode extends NodeBase {
  readonly op: 'compare';
  readonly fn: 'ne' | 'eq' | 'gt' | 'ge' | 'lt' | 'le';
  readonly constant: number;
  readonly reduceLast: 'none' | 'any' | 'all';
}

/**
 * A recurrent layer over x [T, I]: outputs [sequence [T, H], last state h [H], (lstm) last cell c [H]].
 * Optional second input: mask u8 [T]; a masked step keeps the state and repeats the last output.
 * kernel [I, G*H], recurrent [H, G*H], bias [G*H] (gru with resetAfter: [2, G*H]).
 */
export interface RecurrentNode extends NodeBase {
  readonly op: 'recurrent';
  readonly fn: 'rnn' | 'lstm' | 'gru';
  readonly units: number;
  readonly backwards: boolean;
  readonly resetAfter: boolean;
  readonly zeroOutputForMask: boolean;
  readonly activation: UnaryFn | 'linear';
  readonly recurrentActivation: UnaryFn | 'linear';
  /** Integer graphs carry tables and multipliers as well, by the names in spec/operators.md. */
  readonly params: { readonly kernel: string; readonly recurrent: string; readonly bias?: string } & {
    readonly [K in RecurrentConstant]?: string;
  };
}

export type Node =
  | DenseNode
  | ConvNode
  | DepthwiseNode
  | ConvTransposeNode
  | PoolNode
  | BinaryNode
  | AffineNode
  | RequantizeNode
  | UnaryNode
  | SoftmaxNode
  | NormalizeNode
  | ReduceNode
  | MatmulNode
  | GatherNode
  | ReshapeNode
  | TransposeNode
  | PadNode
  | SliceNode
  | ConcatNode
  | TileNode
  | ConstantNode
  | ResizeNode
  | SelectNode
  | CompareNode
  | RecurrentNode;

export type Op = Node['op'];
export type NodeOf<O extends Op> = Extract<Node, { op: O }>;

export interface Graph {
  readonly profile: Profile;
  readonly values: readonly Value[];
  /** Topological order: a node reads only ports and outputs of earlier nodes. */
  readonly nodes: readonly Node[];
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * How one Keras variable is rebuilt from the graph, so that the stored network stays a Keras network.
 * `param`: the (dequantized) tensor of that name, reshaped/permuted to `shape`; `fill`: one number everywhere;
 * `data`: numbers carried for export alone.
 */
export interface KerasVariable {
  /** Path inside model.weights.h5, e.g. `layers/dense/vars/0`. */
  readonly path: string;
  readonly shape: Shape;
  readonly from:
    | {
        readonly param: string;
        readonly perm?: readonly number[];
        readonly slice?: readonly [number, number];
        /** A second tensor that is added: the fine part of a kernel that is stored in two. */
        readonly plus?: string;
        /** Row r (along the tensor's first axis) is multiplied by `rows[r]`. */
        readonly rows?: readonly number[];
      }
    | { readonly fill: number }
    | { readonly data: readonly number[] };
}

/** The Keras side of a network: its own serialized config, and where each of its variables went. */
export interface KerasModel {
  /** config.json of the .keras file, as Keras wrote it. */
  readonly config: unknown;
  readonly variables: readonly KerasVariable[];
}

/** What an artefact holds: a graph, and the Keras network that it came from. */
export interface Network {
  readonly graph: Graph;
  readonly keras: KerasModel;
}

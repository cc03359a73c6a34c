import type { Graph, Shape } from '../../graph/graph.ts';

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

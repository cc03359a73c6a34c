/** What every node has. `inputs`, `outputs` index `Graph.values`. `layer` names the Keras layer for traces. */
export interface NodeBase {
  readonly op: string;
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
export interface Requant {
  readonly mult?: string;
  readonly shift?: string;
}

/** Padding of each axis, [before, after]. Always explicit: the importer resolves `same`. */
export type Padding = readonly (readonly [number, number])[];

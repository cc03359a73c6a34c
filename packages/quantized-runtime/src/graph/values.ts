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

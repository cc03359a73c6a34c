/** The runtime: all that a validator loads. The workshop (import, quantize) is `@evm-ml/quantized-runtime/workshop`. */

export * from './errors.ts';
export { decodeGraph } from './format/decode-graph.ts';
export { decodeHead, type Head } from './format/decode-head.ts';
export { encodeGraph } from './format/encode-graph.ts';
export { headBytesOf } from './format/head-bytes.ts';
export {
  type Artefact,
  CHUNK_BYTES,
  chunkCode,
  chunkHash,
  chunksOf,
  INDEX_HASHES,
  INLINE_BYTES,
  initcodeOf,
  MANIFEST_HASHES,
  MANIFEST_HEAD_BYTES,
  modelId,
  NO_ORIGIN,
  type Sealed,
  seal,
} from './format/model-id.ts';
export { programBytesOf } from './format/program.ts';
export { broadcastStrides, rowMajorStrides } from './graph/broadcast.ts';
export {
  CAPACITY,
  type Capacity,
  capacityOf,
  LARGEST_CAPACITY,
  type SaidCapacity,
} from './graph/capacity.ts';
export type { Work, WorkOf } from './graph/count-work.ts';
export type { Effort } from './graph/effort/effort.ts';
export { elementCount } from './graph/element-types.ts';
export type * from './graph/graph.ts';
export { KINDS, type Kind, type KindOf } from './graph/kinds.ts';
export { LIMITS } from './graph/limits.ts';
export { broadcastOffsets, transposedOffsets } from './graph/offsets.ts';
export type { RefusalCode } from './graph/refuse.ts';
export { isTextOutput } from './graph/text-output.ts';
export { type Analysis, validate } from './graph/validate.ts';
export { type ColumnSums, plainScan, type WeightScan } from './graph/weight-scan.ts';
export type * from './kernels/kernel.ts';
export { referenceKernels } from './kernels/reference/reference-kernels.ts';
export { wasmKernelsDigest } from './kernels/wasm/digest.ts';
export { wasmKernels } from './kernels/wasm/index.ts';
export { floorDivide, type Rational, rationalOf, realToFixed } from './numerics/rational.ts';
export { type BeyondRange, findBeyondRange } from './plan/beyond-range.ts';
export { createModel, type LoadOptions, loadModel } from './plan/load-model.ts';
export type * from './plan/model.ts';

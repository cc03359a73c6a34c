/** The kernels of the `wasm` backend. Part of consensus: spec/digests.json holds the digest of the binary. */
export { gemm } from './gemm';
export { pack } from './pack';
export { pad, padBlocks, widen } from './pad';

/** First byte behind static data. */
export const heapBase: usize = __heap_base;
export { depthwise } from './depthwise';
export { packDepthwise } from './pack-depthwise';
export { poolAverage, poolMax } from './pool';
export { hasLowest } from './lowest';
export { softmax } from './softmax';
export { affine, product, sum } from './elementwise';
export { unary16, unary8 } from './unary';
export { recurrent } from './recurrent';
export { gemmF32, packF32 } from './gemm-f32';
export { depthwiseF32, packDepthwiseF32 } from './depthwise-f32';
export { matmul } from './matmul';
export { fill, move, moveRows } from './move';
export { normalize } from './normalize';
export { softmaxMasked } from './softmax-masked';
export { gatherScaled } from './gather';
export { extreme } from './extreme';
export { binaryF32 } from './binary-f32';
export { slideWindow } from './window';
export { select } from './select';
export { compare } from './compare';
export { resizeBilinear, resizeBilinearF32 } from './resize';
export { affineF32 } from './affine-f32';
export { unaryF32 } from './unary-f32';
export { softmaxF32 } from './softmax-f32';
export { normalizeF32 } from './normalize-f32';
export { packColumnsF32 } from './pack-columns-f32';
export { recurrentF32 } from './recurrent-f32';
export { tokenize } from './tokenize';
export { argmax } from './argmax';
export { detokenize } from './detokenize';
export { addColumns, holdsMinus128, holdsNonFinite } from './scan';

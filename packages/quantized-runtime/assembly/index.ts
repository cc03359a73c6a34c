/** The kernels of the `wasm` backend. Part of consensus: spec/digests.json holds the digest of the binary. */
export { gemm } from './gemm';
export { pack } from './pack';
export { widen } from './widen';

/** First byte behind static data. */
export const heapBase: usize = __heap_base;

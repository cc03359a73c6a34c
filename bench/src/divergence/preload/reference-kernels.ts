/** Preloaded into a node: its networks run on the reference kernels. */
import { referenceKernels, wasmKernels } from '@evm-ml/quantized-runtime';

Object.assign(wasmKernels, { scan: undefined, ...referenceKernels });

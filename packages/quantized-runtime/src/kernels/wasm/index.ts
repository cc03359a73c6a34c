import type { LoopOp } from '../../graph/graph.ts';
import type { KernelSet, KernelTable } from '../kernel.ts';
import { prepareAffine, prepareRequantize } from './affine.ts';
import { prepareArgmax } from './argmax.ts';
import { prepareBinary } from './binary.ts';
import { prepareCompare } from './compare.ts';
import { prepareConv } from './conv.ts';
import { prepareConvTranspose } from './conv-transpose.ts';
import { prepareDense } from './dense.ts';
import { prepareDepthwise } from './depthwise.ts';
import { prepareMultiplied } from './depthwise-multiplied.ts';
import { prepareDetokenize } from './detokenize.ts';
import { firstOf } from './first-of.ts';
import { prepareGather } from './gather.ts';
import { BASE, createMachine, type WasmMachine } from './machine.ts';
import { prepareMatmul } from './matmul.ts';
import { prepareFloatMatmul } from './matmul-f32.ts';
import { prepareConcat, preparePad, prepareSlice, prepareTile, prepareTranspose } from './move.ts';
import { prepareNormalize } from './normalize.ts';
import { prepareFloatNormalize } from './normalize-f32.ts';
import { preparePool } from './pool.ts';
import { prepareRecurrent } from './recurrent.ts';
import { prepareFloatRecurrent } from './recurrent-f32.ts';
import { prepareReduce } from './reduce.ts';
import { prepareResize } from './resize.ts';
import { wasmScan } from './scan-weights.ts';
import { prepareSelect } from './select.ts';
import { prepareMaskedSoftmax, prepareSoftmax } from './softmax.ts';
import { prepareFloatSoftmax } from './softmax-f32.ts';
import { prepareTokenize } from './tokenize.ts';
import { prepareUnary } from './unary.ts';
import { preparePoolVolume } from './window.ts';

/** Operators whose data is where it should be before a run begins, and copies of whole rows: nothing to be fast at. */
type Plain = 'reshape' | 'constant' | LoopOp;

const kernels: Required<Omit<KernelTable<WasmMachine>, Plain>> = {
  dense: prepareDense,
  conv: prepareConv,
  depthwise: firstOf(prepareDepthwise, prepareMultiplied),
  convTranspose: prepareConvTranspose,
  pool: firstOf(preparePool, preparePoolVolume),
  reduce: prepareReduce,
  softmax: firstOf(prepareSoftmax, prepareMaskedSoftmax, prepareFloatSoftmax),
  binary: prepareBinary,
  affine: prepareAffine,
  requantize: prepareRequantize,
  unary: prepareUnary,
  recurrent: firstOf(prepareRecurrent, prepareFloatRecurrent),
  matmul: firstOf(prepareMatmul, prepareFloatMatmul),
  normalize: firstOf(prepareNormalize, prepareFloatNormalize),
  gather: prepareGather,
  resize: prepareResize,
  select: prepareSelect,
  compare: prepareCompare,
  transpose: prepareTranspose,
  slice: prepareSlice,
  tile: prepareTile,
  pad: preparePad,
  concat: prepareConcat,
  tokenize: prepareTokenize,
  argmax: prepareArgmax,
  detokenize: prepareDetokenize,
};

/** The fast kernels: SIMD128 in assembly/, bit for bit what the reference kernels compute. */
export const wasmKernels: KernelSet<WasmMachine> = {
  name: 'wasm',
  base: BASE,
  createMachine,
  scan: wasmScan,
  kernels,
};

import type { Node } from '@evm-ml/quantized-runtime';
import type { Emission } from '../context.ts';
import { NO_LOOPS, NO_TEXT, SolidityError } from '../solidity-error.ts';
import { emitAffine, emitRequantize } from './affine.ts';
import { emitArgmax } from './argmax.ts';
import { emitBinary } from './binary.ts';
import { emitConstant } from './constant.ts';
import { emitConvTranspose } from './conv-transpose.ts';
import { emitDepthwise } from './depthwise.ts';
import { emitGather } from './gather.ts';
import { emitConv, emitDense } from './linear.ts';
import { emitMatmul } from './matmul.ts';
import { emitConcat, emitPad, emitReshape, emitSlice, emitTile, emitTranspose } from './move.ts';
import { emitNormalize } from './normalize.ts';
import { emitPool } from './pool.ts';
import { emitRecurrent } from './recurrent.ts';
import { emitReduce } from './reduce.ts';
import { emitResize } from './resize.ts';
import { emitCompare, emitSelect } from './select.ts';
import { emitSoftmax } from './softmax.ts';
import { emitUnary } from './unary.ts';

/** One node as Yul statements. Throws SolidityError for what integer networks cannot do. */
export function emitNode(node: Node, context: Emission): string {
  switch (node.op) {
    case 'dense':
      return emitDense(node, context);
    case 'conv':
      return emitConv(node, context);
    case 'depthwise':
      return emitDepthwise(node, context);
    case 'convTranspose':
      return emitConvTranspose(node, context);
    case 'pool':
      return emitPool(node, context);
    case 'unary':
      return emitUnary(node, context);
    case 'softmax':
      return emitSoftmax(node, context);
    case 'normalize':
      return emitNormalize(node, context);
    case 'affine':
      return emitAffine(node, context);
    case 'requantize':
      return emitRequantize(node, context);
    case 'binary':
      return emitBinary(node, context);
    case 'matmul':
      return emitMatmul(node, context);
    case 'reduce':
      return emitReduce(node, context);
    case 'gather':
      return emitGather(node, context);
    case 'reshape':
      return emitReshape(node, context);
    case 'transpose':
      return emitTranspose(node, context);
    case 'pad':
      return emitPad(node, context);
    case 'slice':
      return emitSlice(node, context);
    case 'concat':
      return emitConcat(node, context);
    case 'tile':
      return emitTile(node, context);
    case 'constant':
      return emitConstant(node, context);
    case 'resize':
      return emitResize(node, context);
    case 'select':
      return emitSelect(node, context);
    case 'compare':
      return emitCompare(node, context);
    case 'argmax':
      return emitArgmax(node, context);
    case 'tokenize':
    case 'detokenize':
      throw new SolidityError(NO_TEXT);
    case 'repeat':
    case 'until':
    case 'take':
    case 'put':
      throw new SolidityError(NO_LOOPS);
    case 'recurrent':
      return emitRecurrent(node, context);
  }
}

import type { Node } from '@evm-ml/quantized-runtime';
import type { Emission } from '../context.ts';
import { SolidityError } from '../solidity-error.ts';
import { emitAffine, emitRequantize } from './affine.ts';
import { emitBinary } from './binary.ts';
import { emitDepthwise } from './depthwise.ts';
import { emitConv, emitDense } from './linear.ts';
import { emitConcat, emitPad, emitReshape, emitSlice, emitTranspose } from './move.ts';
import { emitPool } from './pool.ts';
import { emitReduce } from './reduce.ts';
import { emitSoftmax } from './softmax.ts';
import { emitUnary } from './unary.ts';

/** The operators that can be written as Solidity. */
export const SOLIDITY_OPERATORS = [
  'dense',
  'conv',
  'depthwise',
  'pool',
  'unary',
  'softmax',
  'affine',
  'requantize',
  'binary',
  'reduce',
  'reshape',
  'pad',
  'concat',
  'transpose',
  'slice',
] as const;

/** One node as Yul statements. Throws SolidityError for an operator that has no translation. */
export function emitNode(node: Node, context: Emission): string {
  switch (node.op) {
    case 'dense':
      return emitDense(node, context);
    case 'conv':
      return emitConv(node, context);
    case 'depthwise':
      return emitDepthwise(node, context);
    case 'pool':
      return emitPool(node, context);
    case 'unary':
      return emitUnary(node, context);
    case 'softmax':
      return emitSoftmax(node, context);
    case 'affine':
      return emitAffine(node, context);
    case 'requantize':
      return emitRequantize(node, context);
    case 'binary':
      return emitBinary(node, context);
    case 'reduce':
      return emitReduce(node, context);
    case 'reshape':
      return emitReshape(node, context);
    case 'pad':
      return emitPad(node, context);
    case 'concat':
      return emitConcat(node, context);
    case 'transpose':
      return emitTranspose(node, context);
    case 'slice':
      return emitSlice(node, context);
    default:
      throw new SolidityError(
        `Layer "${node.layer}" (${node.op}) has no translation to Solidity; these operators have one: ${SOLIDITY_OPERATORS.join(', ')}.`,
      );
  }
}

import type { RecurrentNode } from '../../graph/graph.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { LoweringContext } from './context.ts';

export function lowerRecurrent(_context: LoweringContext, node: RecurrentNode): void {
  throw new QuantizeError('no-integer-form', `Layer "${node.layer}" is recurrent. Use profile f32.`);
}

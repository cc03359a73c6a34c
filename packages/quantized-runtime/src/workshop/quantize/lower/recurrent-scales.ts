import type { RecurrentNode, UnaryFn } from '../../../graph/graph.ts';
import type { RecurrentStatistics } from '../calibrate/simulate-recurrent.ts';
import { DOMAINS, IMAGES } from '../math/unary-limits.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { Bounds } from './bounds.ts';
import type { Scheme } from './scheme.ts';

/** Gates of sigmoid kind, and the reset state, come in steps of 2^-15. */
export const GATE_SCALE = 1 / 32768;
/** How far inner ranges reach beyond what the samples showed. */
const HEADROOM = 1.5;

/** The steps of everything that lives inside the layer. */
export interface InnerScales {
  readonly gate: number;
  readonly candidate: number;
  readonly activated: number;
  readonly cell: number;
  readonly hidden: number;
  readonly reset: number;
}

/** Steps that cover what was seen with headroom, but no more than functions can take or give. */
export function innerScales(node: RecurrentNode, seen: RecurrentStatistics): InnerScales {
  const reach = (magnitude: number, most = Number.POSITIVE_INFINITY): number =>
    Math.min(Math.max(magnitude * HEADROOM, 2 ** -10), most) / 32767;
  const image = (fn: UnaryFn | 'linear'): number => {
    const range = IMAGES[fn];
    return range ? Math.max(-range.min, range.max) : Number.POSITIVE_INFINITY;
  };
  const { activation, recurrentActivation } = node;
  if (node.fn !== 'rnn' && image(recurrentActivation) > 1) {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${node.layer}" has gates of ${recurrentActivation}, which can leave [-1, 1]: use sigmoid or hard_sigmoid, or profile f32.`,
    );
  }
  const activated = reach(seen.activated, image(activation));
  return {
    gate: reach(seen.gate, DOMAINS[recurrentActivation]),
    candidate: reach(seen.candidate, DOMAINS[activation]),
    activated,
    cell: reach(seen.cell),
    hidden: node.fn === 'rnn' ? activated : reach(seen.hidden, image(activation)),
    reset: reach(seen.reset),
  };
}

/** The integers that a state holds. */
export const STATE: Bounds = { low: -32767, high: 32767 };

/** The scheme of a state in steps of `scale`. */
export function stateScheme(scale: number): Scheme {
  return { scale, zero: 0, ...STATE };
}

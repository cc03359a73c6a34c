import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import { constant } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';

/** A constant of zeros. */
export function zeros(layer: LayerContext, shape: Shape): number {
  const data = new Float32Array(elementCount(shape));
  return constant(layer.graph, `${layer.label}/zeros_${shape.join('x')}`, shape, data);
}

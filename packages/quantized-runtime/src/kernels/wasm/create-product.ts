import type { Clamp } from '../../graph/graph.ts';
import type { Layout, Operand } from '../kernel.ts';
import { type Packing, type Product, reserveProduct, type Window } from './product.ts';
import { reserveFloatProduct } from './product-f32.ts';
import { type ProductNode, weightsOf } from './weights.ts';

/** The product of a dense or convolution node in the graph's profile. */
export function createProduct(
  layout: Layout,
  node: ProductNode & Clamp,
  window: Window,
  output: Operand,
  packing?: Packing,
): Product {
  const weights = weightsOf(node, layout);
  if (weights !== null) return reserveProduct(layout, weights, window, output, packing);
  const { min, max } = node;
  const { kernel, bias } = node.params;
  const tensors = {
    kernel: layout.tensor(kernel),
    bias: bias === undefined ? undefined : layout.tensor(bias),
  };
  return reserveFloatProduct(layout, { ...tensors, min, max }, window, output, packing);
}

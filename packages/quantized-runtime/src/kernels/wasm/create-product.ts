import type { Layout, Operand } from '../kernel.ts';
import { type Product, reserveProduct, type Window } from './product.ts';
import { type FloatNode, reserveFloatProduct } from './product-f32.ts';
import { weightsOf } from './weights.ts';

/** The product of a dense or convolution node in the graph's profile. */
export function createProduct(layout: Layout, node: FloatNode, window: Window, output: Operand): Product {
  const weights = weightsOf(node, layout);
  return weights === null
    ? reserveFloatProduct(layout, node, window, output)
    : reserveProduct(layout, weights, window, output);
}

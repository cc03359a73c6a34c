import { ARITHMETIC } from './arithmetic-functions.ts';
import { MOVING } from './moving-functions.ts';
import { POINTWISE } from './pointwise-functions.ts';
import { PRODUCTS } from './product-functions.ts';
import { REDUCTIONS } from './reduction-functions.ts';
import type { TensorFlowFunctions } from './tensorflow-function.ts';

/** Functions of TensorFlow by the name that Keras 2 stores. */
export const FUNCTIONS: TensorFlowFunctions = {
  ...ARITHMETIC,
  ...POINTWISE,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...MOVING,
};

/** Fields that nodes of tests share. */

/** No clamp. */
export const LINEAR = { min: null, max: null } as const;

/** A recurrent node without its kind and size. */
export const RECURRENT = {
  op: 'recurrent',
  backwards: false,
  resetAfter: false,
  zeroOutputForMask: false,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
} as const;

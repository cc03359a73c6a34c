import type { Op } from '@evm-ml/quantized-runtime';

/** Price of one operator: gas a call, and thousandths of gas for each multiply-accumulate and each element. */
export interface OperatorPrice {
  readonly base: number;
  readonly mac: number;
  readonly element: number;
}

/**
 * The one table of prices, spec/gas.md. Its digest is in spec/digests.json: to change a number is to change consensus.
 * 1 gas buys about 10 ns of one thread on the reference machine. EIP-2929's prices come from the chain's rules.
 */
export const GAS = {
  /** Floor of every call. */
  base: 1_500,
  /** Each word of calldata. */
  calldataWord: 3,
  /** Each word of an artefact that this transaction has not loaded yet. */
  loadWord: 6,
  /** Each number that enters or leaves in units of 1e-18. */
  fixedNumber: 20,
  /** Each word that enters or leaves as raw bytes. */
  rawWord: 6,
  /** Each operator of the model, by what it does for one example; `base` is charged for each example too. */
  operators: {
    dense: { base: 30, mac: 20, element: 300 },
    conv: { base: 60, mac: 40, element: 500 },
    depthwise: { base: 60, mac: 200, element: 500 },
    convTranspose: { base: 60, mac: 100, element: 500 },
    pool: { base: 30, mac: 0, element: 300 },
    binary: { base: 30, mac: 0, element: 500 },
    affine: { base: 30, mac: 0, element: 500 },
    requantize: { base: 30, mac: 0, element: 300 },
    unary: { base: 30, mac: 0, element: 500 },
    softmax: { base: 60, mac: 0, element: 3_000 },
    normalize: { base: 60, mac: 0, element: 2_000 },
    reduce: { base: 30, mac: 0, element: 300 },
    matmul: { base: 60, mac: 100, element: 500 },
    gather: { base: 30, mac: 0, element: 200 },
    reshape: { base: 10, mac: 0, element: 20 },
    transpose: { base: 30, mac: 0, element: 500 },
    pad: { base: 30, mac: 0, element: 200 },
    slice: { base: 30, mac: 0, element: 200 },
    concat: { base: 30, mac: 0, element: 200 },
    tile: { base: 30, mac: 0, element: 200 },
    constant: { base: 10, mac: 0, element: 100 },
    resize: { base: 30, mac: 0, element: 1_500 },
    select: { base: 30, mac: 0, element: 500 },
    compare: { base: 30, mac: 0, element: 500 },
    recurrent: { base: 200, mac: 100, element: 5_000 },
  } satisfies Readonly<Record<Op, OperatorPrice>>,
} as const;

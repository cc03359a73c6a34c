import type { Op } from '@evm-ml/quantized-runtime';

/** Price of one operator: gas an example, and thousandths of gas for each multiply-accumulate and each element. */
export interface OperatorPrice {
  readonly base: number;
  readonly mac: number;
  readonly element: number;
}

export type OperatorPrices = Readonly<Record<Op, OperatorPrice>>;

/**
 * The one table of prices, spec/gas.md. Its digest is in spec/digests.json: to change a number is to change consensus.
 * 1 gas buys about 10 ns of one thread on the reference machine. EIP-2929's prices come from the chain's rules.
 */
export const GAS = {
  /** Floor of every call. */
  base: 1_500,
  /** Each word of calldata. */
  calldataWord: 3,
  /** Each model that this transaction has not loaded yet: decoding, validating, planning. */
  loadModel: 8_000,
  /** Each word of its artefact. */
  loadWord: 6,
  /** Each number that enters or leaves in units of 1e-18. */
  fixedNumber: 20,
  /** Each word that enters or leaves as raw bytes. */
  rawWord: 6,
  /** Each operator of the model, for each example, by profile. */
  operators: {
    a16: {
      dense: { base: 30, mac: 8, element: 300 },
      conv: { base: 100, mac: 8, element: 300 },
      depthwise: { base: 60, mac: 50, element: 300 },
      convTranspose: { base: 60, mac: 2_500, element: 500 },
      pool: { base: 30, mac: 0, element: 400 },
      binary: { base: 30, mac: 0, element: 3_500 },
      affine: { base: 30, mac: 0, element: 2_300 },
      requantize: { base: 30, mac: 0, element: 2_700 },
      unary: { base: 30, mac: 0, element: 1_200 },
      softmax: { base: 60, mac: 0, element: 1_200 },
      normalize: { base: 60, mac: 0, element: 15_000 },
      reduce: { base: 30, mac: 0, element: 400 },
      matmul: { base: 60, mac: 1_000, element: 500 },
      gather: { base: 30, mac: 0, element: 450 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 30, mac: 0, element: 900 },
      pad: { base: 30, mac: 0, element: 900 },
      slice: { base: 30, mac: 0, element: 1_200 },
      concat: { base: 30, mac: 0, element: 700 },
      tile: { base: 30, mac: 0, element: 600 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 30, mac: 0, element: 4_800 },
      select: { base: 30, mac: 0, element: 1_500 },
      compare: { base: 30, mac: 0, element: 1_500 },
      recurrent: { base: 200, mac: 700, element: 5_000 },
    } satisfies OperatorPrices,
    a8: {
      dense: { base: 30, mac: 8, element: 300 },
      conv: { base: 100, mac: 8, element: 300 },
      depthwise: { base: 60, mac: 50, element: 300 },
      convTranspose: { base: 60, mac: 2_500, element: 500 },
      pool: { base: 30, mac: 0, element: 400 },
      binary: { base: 30, mac: 0, element: 3_500 },
      affine: { base: 30, mac: 0, element: 2_300 },
      requantize: { base: 30, mac: 0, element: 2_700 },
      unary: { base: 30, mac: 0, element: 1_200 },
      softmax: { base: 60, mac: 0, element: 1_200 },
      normalize: { base: 60, mac: 0, element: 15_000 },
      reduce: { base: 30, mac: 0, element: 400 },
      matmul: { base: 60, mac: 1_000, element: 500 },
      gather: { base: 30, mac: 0, element: 450 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 30, mac: 0, element: 900 },
      pad: { base: 30, mac: 0, element: 900 },
      slice: { base: 30, mac: 0, element: 1_200 },
      concat: { base: 30, mac: 0, element: 700 },
      tile: { base: 30, mac: 0, element: 600 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 30, mac: 0, element: 4_800 },
      select: { base: 30, mac: 0, element: 1_500 },
      compare: { base: 30, mac: 0, element: 1_500 },
      recurrent: { base: 200, mac: 700, element: 5_000 },
    } satisfies OperatorPrices,
    f32: {
      dense: { base: 30, mac: 1_000, element: 1_000 },
      conv: { base: 100, mac: 1_100, element: 3_000 },
      depthwise: { base: 60, mac: 2_500, element: 3_000 },
      convTranspose: { base: 60, mac: 1_600, element: 3_000 },
      pool: { base: 30, mac: 0, element: 7_000 },
      binary: { base: 30, mac: 0, element: 4_000 },
      affine: { base: 30, mac: 0, element: 1_500 },
      requantize: { base: 30, mac: 0, element: 1_000 },
      unary: { base: 30, mac: 0, element: 12_000 },
      softmax: { base: 60, mac: 0, element: 11_000 },
      normalize: { base: 60, mac: 0, element: 3_600 },
      reduce: { base: 30, mac: 0, element: 1_600 },
      matmul: { base: 60, mac: 1_100, element: 500 },
      gather: { base: 30, mac: 0, element: 600 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 30, mac: 0, element: 900 },
      pad: { base: 30, mac: 0, element: 900 },
      slice: { base: 30, mac: 0, element: 1_200 },
      concat: { base: 30, mac: 0, element: 700 },
      tile: { base: 30, mac: 0, element: 700 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 30, mac: 0, element: 6_800 },
      select: { base: 30, mac: 0, element: 2_000 },
      compare: { base: 30, mac: 0, element: 2_000 },
      recurrent: { base: 200, mac: 2_200, element: 5_000 },
    } satisfies OperatorPrices,
  },
} as const;

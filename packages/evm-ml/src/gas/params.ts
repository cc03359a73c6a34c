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
      dense: { base: 30, mac: 5, element: 120 },
      conv: { base: 30, mac: 8, element: 120 },
      depthwise: { base: 270, mac: 21, element: 100 },
      convTranspose: { base: 60, mac: 2_700, element: 40_000 },
      pool: { base: 300, mac: 0, element: 76 },
      binary: { base: 30, mac: 0, element: 580 },
      affine: { base: 30, mac: 0, element: 150 },
      requantize: { base: 30, mac: 0, element: 170 },
      unary: { base: 45, mac: 0, element: 200 },
      softmax: { base: 30, mac: 0, element: 610 },
      normalize: { base: 30, mac: 0, element: 23_000 },
      reduce: { base: 270, mac: 0, element: 34 },
      matmul: { base: 300, mac: 18, element: 300 },
      gather: { base: 30, mac: 0, element: 630 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 30, mac: 0, element: 950 },
      pad: { base: 30, mac: 0, element: 1_100 },
      slice: { base: 30, mac: 0, element: 1_100 },
      concat: { base: 30, mac: 0, element: 510 },
      tile: { base: 30, mac: 0, element: 870 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 280, mac: 0, element: 3_900 },
      select: { base: 30, mac: 0, element: 2_300 },
      compare: { base: 30, mac: 0, element: 2_300 },
      recurrent: { base: 300, mac: 8, element: 300 },
    } satisfies OperatorPrices,
    a8: {
      dense: { base: 35, mac: 5, element: 120 },
      conv: { base: 93, mac: 6, element: 140 },
      depthwise: { base: 250, mac: 16, element: 100 },
      convTranspose: { base: 60, mac: 2_900, element: 40_000 },
      pool: { base: 300, mac: 0, element: 60 },
      binary: { base: 50, mac: 0, element: 390 },
      affine: { base: 160, mac: 0, element: 58 },
      requantize: { base: 30, mac: 0, element: 120 },
      unary: { base: 42, mac: 0, element: 67 },
      softmax: { base: 30, mac: 0, element: 530 },
      normalize: { base: 30, mac: 0, element: 23_000 },
      reduce: { base: 30, mac: 0, element: 20 },
      matmul: { base: 300, mac: 18, element: 300 },
      gather: { base: 150, mac: 0, element: 680 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 30, mac: 0, element: 960 },
      pad: { base: 30, mac: 0, element: 1_100 },
      slice: { base: 30, mac: 0, element: 990 },
      concat: { base: 54, mac: 0, element: 450 },
      tile: { base: 180, mac: 0, element: 900 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 240, mac: 0, element: 3_900 },
      select: { base: 30, mac: 0, element: 2_300 },
      compare: { base: 30, mac: 0, element: 2_300 },
      recurrent: { base: 300, mac: 10, element: 150 },
    } satisfies OperatorPrices,
    f32: {
      dense: { base: 100, mac: 25, element: 100 },
      conv: { base: 110, mac: 10, element: 250 },
      depthwise: { base: 60, mac: 80, element: 200 },
      convTranspose: { base: 300, mac: 720, element: 40_000 },
      pool: { base: 290, mac: 0, element: 12_000 },
      binary: { base: 30, mac: 0, element: 5_000 },
      affine: { base: 30, mac: 0, element: 1_500 },
      requantize: { base: 30, mac: 0, element: 2_000 },
      unary: { base: 30, mac: 0, element: 13_000 },
      softmax: { base: 230, mac: 0, element: 18_000 },
      normalize: { base: 300, mac: 0, element: 8_000 },
      reduce: { base: 30, mac: 0, element: 2_000 },
      matmul: { base: 300, mac: 1_200, element: 2_000 },
      gather: { base: 190, mac: 0, element: 1_500 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 100, mac: 0, element: 1_400 },
      pad: { base: 120, mac: 0, element: 1_400 },
      slice: { base: 40, mac: 0, element: 1_700 },
      concat: { base: 30, mac: 0, element: 1_000 },
      tile: { base: 30, mac: 0, element: 1_100 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 230, mac: 0, element: 6_300 },
      select: { base: 30, mac: 0, element: 4_000 },
      compare: { base: 30, mac: 0, element: 4_000 },
      recurrent: { base: 200, mac: 900, element: 2_000 },
    } satisfies OperatorPrices,
  },
} as const;

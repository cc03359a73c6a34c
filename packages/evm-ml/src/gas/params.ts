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
      dense: { base: 20, mac: 5, element: 16 },
      conv: { base: 20, mac: 4, element: 120 },
      depthwise: { base: 270, mac: 21, element: 10 },
      convTranspose: { base: 20, mac: 1_800, element: 12 },
      pool: { base: 300, mac: 0, element: 76 },
      binary: { base: 20, mac: 0, element: 580 },
      affine: { base: 20, mac: 0, element: 150 },
      requantize: { base: 20, mac: 0, element: 170 },
      unary: { base: 45, mac: 0, element: 200 },
      softmax: { base: 20, mac: 0, element: 610 },
      normalize: { base: 20, mac: 0, element: 15_000 },
      reduce: { base: 270, mac: 0, element: 34 },
      matmul: { base: 20, mac: 790, element: 15 },
      gather: { base: 20, mac: 0, element: 420 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 20, mac: 0, element: 630 },
      pad: { base: 20, mac: 0, element: 670 },
      slice: { base: 20, mac: 0, element: 670 },
      concat: { base: 20, mac: 0, element: 340 },
      tile: { base: 20, mac: 0, element: 580 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 280, mac: 0, element: 1_300 },
      select: { base: 30, mac: 0, element: 1_500 },
      compare: { base: 30, mac: 0, element: 1_500 },
      recurrent: { base: 300, mac: 8, element: 300 },
    } satisfies OperatorPrices,
    a8: {
      dense: { base: 35, mac: 5, element: 120 },
      conv: { base: 93, mac: 3, element: 140 },
      depthwise: { base: 250, mac: 16, element: 12 },
      convTranspose: { base: 20, mac: 1_900, element: 15 },
      pool: { base: 300, mac: 0, element: 10 },
      binary: { base: 50, mac: 0, element: 390 },
      affine: { base: 160, mac: 0, element: 58 },
      requantize: { base: 21, mac: 0, element: 120 },
      unary: { base: 42, mac: 0, element: 67 },
      softmax: { base: 20, mac: 0, element: 530 },
      normalize: { base: 20, mac: 0, element: 15_000 },
      reduce: { base: 20, mac: 0, element: 10 },
      matmul: { base: 20, mac: 730, element: 14 },
      gather: { base: 150, mac: 0, element: 450 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 20, mac: 0, element: 640 },
      pad: { base: 20, mac: 0, element: 670 },
      slice: { base: 26, mac: 0, element: 660 },
      concat: { base: 54, mac: 0, element: 300 },
      tile: { base: 180, mac: 0, element: 600 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 240, mac: 0, element: 1_300 },
      select: { base: 30, mac: 0, element: 1_500 },
      compare: { base: 30, mac: 0, element: 1_500 },
      recurrent: { base: 300, mac: 10, element: 150 },
    } satisfies OperatorPrices,
    f32: {
      dense: { base: 20, mac: 630, element: 660 },
      conv: { base: 300, mac: 640, element: 11_000 },
      depthwise: { base: 20, mac: 2_100, element: 10 },
      convTranspose: { base: 300, mac: 360, element: 15_000 },
      pool: { base: 290, mac: 0, element: 10_000 },
      binary: { base: 20, mac: 0, element: 3_400 },
      affine: { base: 20, mac: 0, element: 870 },
      requantize: { base: 30, mac: 0, element: 1_000 },
      unary: { base: 20, mac: 0, element: 6_400 },
      softmax: { base: 20, mac: 0, element: 11_000 },
      normalize: { base: 20, mac: 0, element: 3_300 },
      reduce: { base: 20, mac: 0, element: 1_300 },
      matmul: { base: 20, mac: 970, element: 12 },
      gather: { base: 20, mac: 0, element: 560 },
      reshape: { base: 10, mac: 0, element: 20 },
      transpose: { base: 270, mac: 0, element: 970 },
      pad: { base: 280, mac: 0, element: 990 },
      slice: { base: 240, mac: 0, element: 1_200 },
      concat: { base: 20, mac: 0, element: 690 },
      tile: { base: 270, mac: 0, element: 740 },
      constant: { base: 10, mac: 0, element: 100 },
      resize: { base: 230, mac: 0, element: 2_100 },
      select: { base: 30, mac: 0, element: 2_000 },
      compare: { base: 30, mac: 0, element: 2_000 },
      recurrent: { base: 20, mac: 570, element: 4_700 },
    } satisfies OperatorPrices,
  },
} as const;

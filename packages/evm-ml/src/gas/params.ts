import { OPERATOR_PRICES } from './operator-prices.ts';

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
  loadModel: 2_500,
  /** Each word of it. */
  loadWord: 4,
  /** Each word of its program, besides: what a plan has to prepare for each operator. */
  loadProgramWord: 100,
  /** Each word of its plan (model-format.md, rule F14): what a block's gas limit leaves for plans is bounded by this. */
  loadPlanWord: 1,
  /** Each number that enters in units of 1e-18. */
  fixedInput: 10,
  /** Each number that leaves in units of 1e-18. */
  fixedOutput: 25,
  /** Each word that enters or leaves as raw bytes. */
  rawWord: 6,
  /** Each operator of the model, for each example, by profile. */
  operators: OPERATOR_PRICES,
} as const;

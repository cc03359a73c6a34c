/** Gas of one decision. The rest of `total` is the transaction and the contract around PREDICT. */
export interface DecisionGas {
  readonly resolve: bigint;
  readonly load: bigint;
  readonly operators: bigint;
  readonly total: bigint;
}

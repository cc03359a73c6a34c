/** Error codes of eth_simulateV1's specification (ethereum/execution-apis). */
export const simulateError = {
  nonceTooLow: -38010,
  nonceTooHigh: -38011,
  feeTooLow: -38012,
  intrinsicGas: -38013,
  funds: -38014,
  blockGas: -38015,
  blockNumber: -38020,
  timestamp: -38021,
  selfReference: -38022,
  senderIsContract: -38024,
  tooManyBlocks: -38026,
} as const;

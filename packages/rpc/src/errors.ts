/** JSON-RPC error codes that a node uses. */
export const errorCode = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** Geth's code for a refused transaction and other server errors. */
  server: -32000,
  limitExceeded: -32005,
  /** The caller's rights do not cover the method. */
  forbidden: -32010,
  /** A transaction is in no block yet (EIP-7966); `data` is its hash. */
  notInTime: 4,
  /** Execution reverted; `data` is the revert data. */
  reverted: 3,
} as const;

/** Error codes of eth_simulateV1's specification (ethereum/execution-apis). */
export const simulationErrorCode = {
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

/** What the codes mean, for the OpenRPC document. */
export const errorMeanings = {
  Parse: { code: errorCode.parse, message: 'The body is not JSON.' },
  InvalidRequest: { code: errorCode.invalidRequest, message: 'Not a JSON-RPC 2.0 request.' },
  MethodNotFound: { code: errorCode.methodNotFound, message: 'The node does not serve this method.' },
  InvalidParams: {
    code: errorCode.invalidParams,
    message: 'A parameter is not valid; the message says which.',
  },
  Internal: { code: errorCode.internal, message: 'A fault of the node, not of the request.' },
  Server: {
    code: errorCode.server,
    message: 'The request is well formed but refused; the message says why.',
  },
  LimitExceeded: {
    code: errorCode.limitExceeded,
    message: 'Over a bound; the message names it and its value.',
  },
  Forbidden: { code: errorCode.forbidden, message: "The caller's rights do not cover the method." },
  NotInTime: {
    code: errorCode.notInTime,
    message: 'The transaction waits, and is in no block yet; `data` holds its hash.',
  },
  Reverted: { code: errorCode.reverted, message: 'Execution reverted; `data` holds the revert data.' },
} as const;

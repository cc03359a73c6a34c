/** Bounds that keep a node alive under load. Over a bound a request fails with an error that names it. */
export interface Limits {
  /** Bytes of an HTTP body or a WebSocket message. */
  maxBodyBytes: number;
  /** Requests in one JSON-RPC batch. */
  maxBatch: number;
  /** Blocks that one log query may span. */
  maxLogBlocks: number;
  /** Logs that one query may return. */
  maxLogs: number;
  /** Gas of one `eth_call` or estimate. */
  maxCallGas: number;
  /** Steps that one trace may record. */
  maxTraceSteps: number;
  /** Transactions that wait in the mempool. */
  maxPoolTransactions: number;
  /** Transactions that wait for one account. */
  maxPoolPerAccount: number;
  /** Encoded size of one transaction. */
  maxTransactionBytes: number;
  /** Filters alive at once. */
  maxFilters: number;
  /** Subscriptions on one WebSocket. */
  maxSubscriptions: number;
}

export const defaultLimits: Limits = {
  maxBodyBytes: 8 * 1024 * 1024,
  maxBatch: 1_000,
  maxLogBlocks: 100_000,
  maxLogs: 10_000,
  maxCallGas: 100_000_000,
  maxTraceSteps: 1_000_000,
  maxPoolTransactions: 8_192,
  maxPoolPerAccount: 1_024,
  maxTransactionBytes: 256 * 1024,
  maxFilters: 1_000,
  maxSubscriptions: 100,
};

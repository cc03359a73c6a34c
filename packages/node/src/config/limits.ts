/** Bounds that keep a node alive under load. Over a bound a request fails with an error that names it. */
export interface Limits {
  /** Bytes of an HTTP body or a WebSocket message. */
  maxBodyBytes: number;
  /** Requests in one JSON-RPC batch, and requests in work on one WebSocket. */
  maxBatch: number;
  /** Bytes of one answer, a batch's answers together. */
  maxResponseBytes: number;
  /** WebSockets open at once. */
  maxSockets: number;
  /** Bytes that may wait for a slow reader of a WebSocket before it is cut off. */
  maxSocketBufferBytes: number;
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
  /** Blocks of one fee history. */
  maxFeeHistory: number;
  /** Storage slots that one request may name. */
  maxSlots: number;
  /** Filters alive at once. */
  maxFilters: number;
  /** Seconds that a filter lives without being asked. */
  maxFilterIdleSeconds: number;
  /** Subscriptions on one WebSocket. */
  maxSubscriptions: number;
}

export const defaultLimits: Limits = {
  maxBodyBytes: 8 * 1024 * 1024,
  maxBatch: 1_000,
  maxResponseBytes: 64 * 1024 * 1024,
  maxSockets: 1_000,
  maxSocketBufferBytes: 16 * 1024 * 1024,
  maxLogBlocks: 100_000,
  maxLogs: 10_000,
  maxCallGas: 100_000_000,
  maxTraceSteps: 1_000_000,
  maxPoolTransactions: 8_192,
  maxPoolPerAccount: 1_024,
  maxTransactionBytes: 256 * 1024,
  maxFeeHistory: 1_024,
  maxSlots: 1_024,
  maxFilters: 1_000,
  maxFilterIdleSeconds: 300,
  maxSubscriptions: 100,
};

/** What each bound bounds, for docs/settings.md. */
export const limitMeanings: Readonly<Record<keyof Limits, string>> = {
  maxBodyBytes: 'bytes of an HTTP body or a WebSocket message',
  maxBatch: 'requests in one JSON-RPC batch, or in work on one WebSocket',
  maxResponseBytes: "bytes of one answer, or of a batch's answers together",
  maxSockets: 'WebSockets open at once',
  maxSocketBufferBytes: 'bytes that may wait for a slow reader of a WebSocket',
  maxLogBlocks: 'blocks that one log query may span',
  maxLogs: 'logs that one query may return',
  maxCallGas: 'gas of a call or an estimate',
  maxTraceSteps: 'steps that one trace may record',
  maxPoolTransactions: 'transactions that wait in the mempool',
  maxPoolPerAccount: 'transactions that wait for one account',
  maxTransactionBytes: 'bytes of one encoded transaction',
  maxFeeHistory: 'blocks of one fee history',
  maxSlots: 'storage slots that one request may name',
  maxFilters: 'filters of the node alive at once',
  maxFilterIdleSeconds: 'seconds that a filter lives without being asked',
  maxSubscriptions: 'subscriptions of one WebSocket',
};

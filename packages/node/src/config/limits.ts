/** Bounds that keep a node alive under load. Over a bound a request fails with an error that names it. */
export interface Limits {
  /** Bytes of an HTTP body or a WebSocket message. */
  maxBodyBytes: number;
  /** Lists and objects of a body inside each other. */
  maxNesting: number;
  /** Values of a body. */
  maxJsonValues: number;
  /** Connections open at once, WebSockets among them. */
  maxConnections: number;
  /** Connections open at once from one address; behind a proxy all come from one. */
  maxConnectionsPerAddress: number;
  /** Seconds in which a request must have arrived whole, from its first byte or the connection on. */
  maxRequestSeconds: number;
  /** Seconds in which an answer must have been read. */
  maxAnswerSeconds: number;
  /** Seconds that a connection may wait for its next request. */
  maxIdleSeconds: number;
  /** Bytes of requests and answers in work at once, of all connections together. */
  maxBytesInWork: number;
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
  /** Milliseconds that one read may run: a call, a trace, a search. */
  maxReadMilliseconds: number;
  /** Bytes that one read may collect. */
  maxReadBytes: number;
  /** Waiting transactions that the pending block of a read holds. */
  maxPendingTransactions: number;
  /** Reads that wait for a worker. */
  maxQueuedReads: number;
  /** Reads of one caller that wait for a worker. */
  maxQueuedReadsPerCaller: number;
  /** Transactions that wait in the mempool. */
  maxPoolTransactions: number;
  /** Transactions that wait for one account. */
  maxPoolPerAccount: number;
  /** Bytes of all transactions in the mempool together. */
  maxPoolBytes: number;
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
  maxNesting: 64,
  maxJsonValues: 500_000,
  maxConnections: 2_000,
  maxConnectionsPerAddress: 500,
  maxRequestSeconds: 30,
  maxAnswerSeconds: 120,
  maxIdleSeconds: 60,
  maxBytesInWork: 512 * 1024 * 1024,
  maxBatch: 1_000,
  maxResponseBytes: 64 * 1024 * 1024,
  maxSockets: 1_000,
  maxSocketBufferBytes: 16 * 1024 * 1024,
  maxLogBlocks: 100_000,
  maxLogs: 10_000,
  maxCallGas: 100_000_000,
  maxTraceSteps: 1_000_000,
  maxReadMilliseconds: 10_000,
  maxReadBytes: 64 * 1024 * 1024,
  maxPendingTransactions: 256,
  maxQueuedReads: 4_096,
  maxQueuedReadsPerCaller: 1_024,
  maxPoolTransactions: 8_192,
  maxPoolPerAccount: 1_024,
  maxPoolBytes: 64 * 1024 * 1024,
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
  maxNesting: 'lists and objects of a body inside each other',
  maxJsonValues: 'values of a body',
  maxConnections: 'connections open at once, WebSockets among them',
  maxConnectionsPerAddress:
    'connections open at once from one address (IPv6: one network of 64 bits); behind a proxy all come from one',
  maxRequestSeconds: 'seconds in which a request must have arrived whole',
  maxAnswerSeconds: 'seconds in which an answer must have been read',
  maxIdleSeconds: 'seconds that a connection may wait for its next request',
  maxBytesInWork: 'bytes of requests and answers in work at once, of all connections together',
  maxBatch: 'requests in one JSON-RPC batch, or in work on one WebSocket',
  maxResponseBytes: "bytes of one answer, or of a batch's answers together",
  maxSockets: 'WebSockets open at once',
  maxSocketBufferBytes: 'bytes that may wait for a slow reader of a WebSocket',
  maxLogBlocks: 'blocks that one log query may span',
  maxLogs: 'logs that one query may return',
  maxCallGas: 'gas of a call or an estimate',
  maxTraceSteps: 'steps that one trace may record',
  maxReadMilliseconds: 'milliseconds that one read may run: a call, a trace, a search',
  maxReadBytes: 'bytes that one read may collect',
  maxPendingTransactions: 'waiting transactions that the pending block of a read holds',
  maxQueuedReads: 'reads that wait for a worker',
  maxQueuedReadsPerCaller: 'reads of one caller that wait for a worker',
  maxPoolTransactions: 'transactions that wait in the mempool',
  maxPoolPerAccount: 'transactions that wait for one account',
  maxPoolBytes: 'bytes of all transactions in the mempool together',
  maxTransactionBytes: 'bytes of one encoded transaction',
  maxFeeHistory: 'blocks of one fee history',
  maxSlots: 'storage slots that one request may name',
  maxFilters: 'filters of the node alive at once; one counts once more for each 100 addresses and topics',
  maxFilterIdleSeconds: 'seconds that a filter lives without being asked',
  maxSubscriptions: 'subscriptions of one WebSocket',
};

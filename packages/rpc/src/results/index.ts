/** Schemas of what methods answer. They are checked against real answers and published in the OpenRPC document. */
export * from './block.ts';
export * from './call.ts';
export * from './chain-config.ts';
export * from './cluster.ts';
export * from './development.ts';
export * from './fees.ts';
export * from './otterscan.ts';
export * from './pool.ts';
export * from './predict.ts';
export * from './proof.ts';
export * from './receipt.ts';
export * from './scalars.ts';
export * from './trace.ts';
export * from './transaction.ts';

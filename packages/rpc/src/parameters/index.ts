/** Schemas of what methods are asked. What they give is what handlers work with: numbers as bigint, hex in lower case. */
export * from './block.ts';
export * from './call.ts';
export * from './decimal.ts';
export * from './log-query.ts';
export * from './numbers.ts';
export * from './overrides.ts';
export * from './scalars.ts';
export * from './simulation.ts';
export * from './trace-filter.ts';
export * from './trace-options.ts';

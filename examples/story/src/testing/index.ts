export * from './clock.ts';
export * from './money.ts';
export * from './networks.ts';

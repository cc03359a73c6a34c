export * from './clock.ts';
export * from './money.ts';

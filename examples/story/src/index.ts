export * from './calls.ts';
export * from './chain.ts';
export * from './clock.ts';
export * from './compile.ts';
export * from './place.ts';
export * from './predict-gas.ts';
export * from './print.ts';
export * from './tell-story.ts';

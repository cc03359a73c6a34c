import type { Hex } from 'viem';

/**
 * Is told how PREDICT spends its time on this machine. Must not throw; cannot alter results. Unlike an observer of
 * traces it costs next to nothing, and copies of an EVM share it.
 */
export interface PredictMonitor {
  /** Whether a plan or an answer was at hand. Networks too small to be worth keeping an answer are not counted. */
  lookedUp(cache: 'plans' | 'answers', hit: boolean): void;
  /** A model was read, validated and planned; or refused, which takes time too. */
  planned(modelId: Hex, seconds: number): void;
  /** A network ran, all examples of the call together. */
  ran(modelId: Hex, seconds: number): void;
}

/** Nobody watches. */
export const noMonitor: PredictMonitor = {
  lookedUp: () => undefined,
  planned: () => undefined,
  ran: () => undefined,
};

/** Seconds since `start`, a reading of `performance.now()`. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000;

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Grant } from './grant.ts';

/** Counts requests of a caller; gives 0, or the milliseconds to wait when the second's share is used up. */
export type CountRequests = (grant: Grant, requests: number) => Promise<number>;

/** One limiter for each rate, counting each caller apart. Counts live one second, so memory is bounded by traffic. */
export function createRateLimit(): CountRequests {
  const limiters = new Map<number, RateLimiterMemory>();
  return async ({ name, requestsPerSecond }, requests) => {
    if (requestsPerSecond === 0) return 0;
    const limiter =
      limiters.get(requestsPerSecond) ?? new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
    limiters.set(requestsPerSecond, limiter);
    try {
      await limiter.consume(name, requests);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      throw refusal;
    }
  };
}

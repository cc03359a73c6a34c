import { bigIntMax } from '@ethereumjs/util';
import { parameters } from '@evm-ml/rpc';
import { invalidParams } from '../../errors.ts';
import type { DevelopmentContext } from './developing.ts';

const { latestTime } = parameters;

/** Refuses a time, in seconds since 1970, that no block may be set to. @throws RpcError */
export function assertTime(time: bigint): void {
  if (time > latestTime)
    throw invalidParams(`time ${time} is later than a block may be set to: at most ${latestTime}`);
}

/** Gives the next block a timestamp. @throws RpcError for one that it cannot have */
export function setNextTimestamp(
  { development: { clock }, chain }: DevelopmentContext,
  timestamp: bigint,
): void {
  assertTime(timestamp);
  const parent = chain.head.header.timestamp;
  const least = clock.least(parent);
  if (timestamp < least)
    throw invalidParams(
      `timestamp ${timestamp} is not after the newest block's ${parent}: give ${least} or more`,
    );
  clock.setNext(timestamp);
}

/** Lets seconds pass after the newest block; returns by how many the clock is ahead in all. @throws RpcError */
export function increaseTime({ development: { clock }, chain }: DevelopmentContext, seconds: bigint): bigint {
  const { timestamp } = chain.head.header;
  assertTime(bigIntMax(clock.time, timestamp) + seconds);
  return clock.advance(seconds, timestamp);
}

import type { EngineHeader } from './decided-inputs.ts';

/** A time as the engine tells it. */
export type EngineTime = EngineHeader['time'];

/** Milliseconds by which a block may be behind the clock, and by which it may be ahead of the block before it. */
const most = 5_000;

/**
 * True for a block whose time is that at which the network began to rest: a block's time is that of the votes on the one
 * before it. Whoever proposes it leaves it empty; the next one, which comes at once, has the right time. Not so after a
 * block that was itself slow: then every second one has transactions, however slow all are.
 * @param time of the block that is proposed @param before of the block that was decided last; undefined where none was
 * @param now milliseconds since 1970
 */
export function isAfterRest(time: EngineTime, before: EngineTime, now: number): boolean {
  if (!time) return false;
  const at = milliseconds(time);
  return now - at > most && (!before || at - milliseconds(before) <= most);
}

const milliseconds = ({ seconds, nanos }: NonNullable<EngineTime>): number =>
  Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000);

import type { Modification } from './modified-engine.ts';

/** An engine whose clock is off by so many seconds, in the one place where it reads the clock for what it signs. */
export const otherClock = (seconds: number): Modification => ({
  name: `skewed-${seconds}`,
  file: 'types/time/time.go',
  from: 'time.Now()',
  to: `time.Now().Add(${seconds} * time.Second)`,
});

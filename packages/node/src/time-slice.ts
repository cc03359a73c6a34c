import { setImmediate } from 'node:timers/promises';

/** Divides long work in this thread, so that everything else that waits for the thread has its turns meanwhile. */
export class TimeSlice {
  private start = performance.now();

  /** @param longest milliseconds that others may have to wait */
  constructor(private readonly longest = 10) {}

  /** To await between two steps of the work: resolves at once while there is time left. */
  async rest(): Promise<void> {
    if (performance.now() - this.start < this.longest) return;
    await setImmediate();
    this.start = performance.now();
  }
}

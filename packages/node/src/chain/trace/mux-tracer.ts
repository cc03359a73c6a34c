import { eventsOf, type Tracer } from './tracer.ts';

/** Several tracers at once, by name: each watches a run of its own, and all but the last are taken back. */
export const muxTracer =
  (tracers: Readonly<Record<string, Tracer>>): Tracer =>
  async (machine, run) => {
    const traces: Record<string, unknown> = {};
    const named = Object.entries(tracers);
    for (const [index, [name, tracer]] of named.entries()) {
      const isLast = index === named.length - 1;
      if (!isLast) await machine.state.checkpoint();
      traces[name] = await tracer(machine, run);
      if (!isLast) await machine.state.revert();
      eventsOf(machine).removeAllListeners();
    }
    return traces;
  };

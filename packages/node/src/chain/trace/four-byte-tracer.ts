import { bytesToHex } from '@ethereumjs/util';
import { eventsOf, type TraceLimits, type Tracer } from './tracer.ts';

/** Bytes that a selector, its size and its count take. */
const entryBytes = 100;

/** How often functions were called: by selector and bytes of arguments, as geth's `4byteTracer` counts. */
export const fourByteTracer =
  ({ bytes }: Pick<TraceLimits, 'bytes'>): Tracer =>
  async (machine, run) => {
    const counts = new Map<string, number>();
    const { precompiles } = machine.vm.evm;
    eventsOf(machine).on('beforeMessage', (message) => {
      const { to, data } = message;
      // A creation calls no function; asked for the address of its code, it throws.
      if (!to || data.length < 4 || precompiles.has(message.codeAddress.toString().slice(2))) return;
      const name = `${bytesToHex(data.subarray(0, 4))}-${data.length - 4}`;
      if (!counts.has(name)) bytes.take(entryBytes);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    });
    await run();
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  };

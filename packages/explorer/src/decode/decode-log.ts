import { type AbiEvent, decodeEventLog, type Hex, toEventSelector } from 'viem';
import { type Named, nameValues } from './decode-call.ts';
import { abisOf } from './known-abis.ts';

export interface DecodedLog {
  readonly name: string;
  readonly args: readonly Named[];
}

/** What a log says, if one of the known interfaces has its event. */
export function decodeLog(address: string, topics: readonly Hex[], data: Hex): DecodedLog | undefined {
  for (const abi of abisOf(address)) {
    const event = abi.find(
      (item): item is AbiEvent => item.type === 'event' && toEventSelector(item) === topics[0],
    );
    if (!event) continue;
    try {
      const { args } = decodeEventLog({ abi: [event], topics: topics as [Hex, ...Hex[]], data });
      const values = event.inputs.map(({ name }, index) =>
        Reflect.get(Object(args), Array.isArray(args) ? index : (name ?? index)),
      );
      return { name: event.name, args: nameValues(event.inputs, values) };
    } catch {
      // Another event of the same signature, with other fields indexed.
    }
  }
  return undefined;
}

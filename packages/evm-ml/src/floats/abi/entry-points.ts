import { selectorKey, selectorOf } from '../../abi/selector.ts';
import { BINARY32, BINARY64 } from '../format.ts';
import { conversionEntries, formatEntries } from './entries/arithmetic.ts';
import { decimalEntries } from './entries/decimal.ts';
import { elementaryEntries } from './entries/elementary.ts';
import type { EntryPoint } from './entry-point.ts';
import { signatureOf } from './parameters.ts';

/** Every entry point, rule E4: those of a format carry its width in their names. */
export const ENTRY_POINTS: readonly EntryPoint[] = [
  ...[BINARY32, BINARY64].flatMap((format) => [...formatEntries(format), ...decimalEntries(format)]),
  ...conversionEntries,
  ...elementaryEntries,
];

const BY_SELECTOR: ReadonlyMap<number, EntryPoint> = new Map(
  ENTRY_POINTS.map((entry) => [selectorKey(selectorOf(signatureOf(entry.name, entry.parameters))), entry]),
);

/** The entry point with this selector, or undefined. */
export function entryPointOf(selector: number): EntryPoint | undefined {
  return BY_SELECTOR.get(selector);
}

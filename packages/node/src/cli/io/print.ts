import { encodeJson } from './json.ts';
import type { Numbers } from './numbers.ts';

/** Numbers on stdout, one example a line, as JSON. */
export function printNumbers(numbers: Numbers): void {
  process.stdout.write(encodeJson(numbers));
}

import { elementCount } from '../element-types.ts';
import type { Shape } from '../values.ts';

/**
 * Constants that vary along some other axis than the last are spread over the example, up to this many elements: what
 * an artefact's few bytes make a plan do has to be little.
 */
const MOST_SPREAD = 2 ** 14;

/** Few channels are repeated until a row is this long, so that vectors are full. */
const SHORTEST_ROW = 64;

/** Numbers of a row of constants of channels: whole times the channels that divide the elements, the fewest of at least SHORTEST_ROW, else once. */
export function channelRow(shape: Shape): number {
  const channels = shape.at(-1) ?? 1;
  const elements = elementCount(shape);
  const most = Math.min(elements, 4 * SHORTEST_ROW);
  for (let length = channels; length <= most; length += channels) {
    if (length >= SHORTEST_ROW && elements % length === 0) return length;
  }
  return channels;
}

/** One number, or one for each index of the last axis. */
export function isPerChannel(own: Shape, shape: Shape): boolean {
  const channels = shape.at(-1) ?? 1;
  const count = elementCount(own);
  return count === 1 || (count === channels && own.at(-1) === channels);
}

/** How many elements a row of constants covers: a few times the last axis, or all of the example; `null` for too many. */
export function rowLength(shape: Shape, constants: readonly Shape[]): number | null {
  if (constants.every((own) => isPerChannel(own, shape))) return channelRow(shape);
  const elements = elementCount(shape);
  const isWhole = constants.every((own) => elementCount(own) === 1 || elementCount(own) === elements);
  return isWhole || elements <= MOST_SPREAD ? elements : null;
}

import { type Font, measureText } from '../text/measure-text.ts';
import type { Scale } from './scale.ts';

export interface Tick {
  readonly value: number;
  /** Pixels from the axis's beginning. */
  readonly at: number;
  readonly label: string;
}

/** An axis's scale, and how its numbers are written. */
export interface Axis {
  readonly scale: Scale;
  readonly format: (value: number) => string;
}

const GAP = 10;
const MOST_TICKS = 10;

/** As many ticks as stand on `length` pixels side by side without touching. */
export function ticksAcross(axis: Axis, length: number, font: Font): Tick[] {
  return widestFit(axis, length, (a, b) => {
    return b.at - a.at >= (measureText(a.label, font) + measureText(b.label, font)) / 2 + GAP;
  });
}

/** As many ticks as stand on `length` pixels one below the other with `apart` pixels between them. */
export function ticksDown(axis: Axis, length: number, apart: number): Tick[] {
  return widestFit(axis, length, (a, b) => b.at - a.at >= apart);
}

function widestFit({ scale, format }: Axis, length: number, fits: (a: Tick, b: Tick) => boolean): Tick[] {
  for (let most = MOST_TICKS; most > 0; most--) {
    const ticks = scale.ticks(most).map((value) => {
      return { value, at: scale.share(value) * length, label: format(value) };
    });
    if (ticks.slice(1).every((tick, i) => fits(ticks[i]!, tick))) return ticks;
  }
  return [];
}

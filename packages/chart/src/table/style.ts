/** The font of numbers at ticks. */
export const TICK_FONT = { size: 10 } as const;

/** Pixels from one row to the next. */
export const ROW = 18;

/** From a row's top to the line that its letters stand on. */
export const BASELINE = 13;

/** A number for a sentence: four digits. */
export const short = (x: number): string => Number(x.toPrecision(4)).toString();

import { type PlacedText, readTexts } from './read-texts.ts';

/** Coordinates are written with one digit. */
const ROUNDING = 0.1;

/** What a reader of the picture would stumble over: texts that leave the frame, and texts that lie on each other. */
export function findFaults(svg: string): string[] {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? [];
  if (width === undefined || height === undefined) return ['this is no picture with a frame'];
  const texts = readTexts(svg);
  const outside = texts.filter(({ left, right, top, bottom }) => {
    return !(
      left >= -ROUNDING &&
      top >= -ROUNDING &&
      right <= width + ROUNDING &&
      bottom <= height + ROUNDING
    );
  });
  return [
    ...outside.map(({ text }) => `"${text}" leaves the frame`),
    ...texts.flatMap((a, i) => {
      return texts
        .slice(i + 1)
        .flatMap((b) => (overlap(a, b) ? [`"${a.text}" and "${b.text}" overlap`] : []));
    }),
  ];
}

function overlap(a: PlacedText, b: PlacedText): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > ROUNDING && down > ROUNDING;
}

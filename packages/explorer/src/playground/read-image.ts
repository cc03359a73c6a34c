import type { Grid } from './draw-stroke.ts';

/** Bytes of a picture that is read, at most. */
const mostBytes = 20_000_000;

/**
 * A picture as a grid of ink, scaled to fit and centred: bright on dark as it is, dark on bright turned around, so that
 * what surrounds the drawing is no ink. Rejects with one sentence for what is no picture.
 */
export async function readImage(file: Blob, height: number, width: number): Promise<Grid> {
  if (file.size > mostBytes) throw new Error('The picture is larger than 20 MB.');
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('This is no picture that the browser can read.');
  });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const scale = Math.min(width / bitmap.width, height / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  context.imageSmoothingQuality = 'high';
  const [left, top] = [(width - w) / 2, (height - h) / 2];
  context.drawImage(bitmap, left, top, w, h);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const [bright, seen] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (let cell = 0; cell < bright.length; cell++) {
    const [red, green, blue, alpha] = data.subarray(4 * cell, 4 * cell + 4) as unknown as number[];
    bright[cell] = (0.299 * red! + 0.587 * green! + 0.114 * blue!) / 255;
    seen[cell] = alpha! / 255;
  }
  const isTurned = edgeOf(bright, seen, width) > 0.5;
  const ink = bright.map((level, cell) => seen[cell]! * (isTurned ? 1 - level : level));
  return { height, width, ink };
}

/** How bright the picture is along its edge, where it covers the grid. */
function edgeOf(bright: Float32Array, seen: Float32Array, width: number): number {
  const height = bright.length / width;
  let [sum, weight] = [0, 0];
  for (let cell = 0; cell < bright.length; cell++) {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    const isEdge = [x - 1, x + 1].some((at) => !isSeen(at, y)) || [y - 1, y + 1].some((at) => !isSeen(x, at));
    if (!isEdge) continue;
    sum += bright[cell]! * seen[cell]!;
    weight += seen[cell]!;
  }
  return weight === 0 ? 0 : sum / weight;

  function isSeen(x: number, y: number): boolean {
    return x >= 0 && x < width && y >= 0 && y < height && seen[y * width + x]! > 0.5;
  }
}

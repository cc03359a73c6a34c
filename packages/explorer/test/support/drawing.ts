import type { Page } from 'playwright-core';

/** A square picture of 24 bits, grey as `levelOf` says. */
export function bitmap(side: number, levelOf: (x: number, y: number) => number): Buffer {
  const row = 4 * Math.ceil((3 * side) / 4);
  const file = Buffer.alloc(54 + row * side);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, side],
    [22, side],
  ] as const)
    file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = 54 + row * (side - 1 - y) + 3 * x;
      file.fill(levelOf(x, y), at, at + 3);
    }
  }
  return file;
}

/** A stroke from the top to the bottom. */
export async function drawOne(on: Page): Promise<void> {
  const pad = on.getByRole('img', { name: /Drawing of 28 by 28/ });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  await on.mouse.move(x + width * 0.53, y + height * 0.2);
  await on.mouse.down();
  await on.mouse.move(x + width * 0.48, y + height * 0.8, { steps: 8 });
  await on.mouse.up();
  await on.getByText('Same bits').waitFor();
}

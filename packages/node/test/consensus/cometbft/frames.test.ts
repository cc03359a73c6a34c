import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameError, readFrames } from '../../../src/consensus/cometbft/frames.ts';

async function* chunksOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function read(chunks: readonly Uint8Array[], maxBytes = 1_000): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const frame of readFrames(chunksOf(...chunks), maxBytes)) frames.push(Uint8Array.from(frame));
  return frames;
}

test('messages come out as they went in, wherever the stream is cut', async () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(messages, fc.array(fc.nat(2_500), { maxLength: 12 }), async (sent, cuts) => {
      const whole = Uint8Array.from(sent.flatMap((message) => [...encodeFrame(message)]));
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, at) => whole.subarray(places[at], end));
      expect(await read(chunks)).toEqual(sent);
    }),
  );
});

test.each([
  ['four gigabytes', [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['one byte too many', [0xe9, 0x07]],
])('a length of %s is refused before anything of it arrives', async (_, prefix) => {
  await expect(read([Uint8Array.from(prefix)])).rejects.toThrow(
    /a message of \d+ bytes is announced, more than/,
  );
});

test('a length that does not end is refused after five bytes', async () => {
  await expect(read([new Uint8Array(5).fill(0x80)])).rejects.toThrow('does not end');
  await expect(read([new Uint8Array(4).fill(0x80)])).rejects.toThrow('in the middle');
});

test('a message that is cut off is an error, its beginning is none', async () => {
  const frame = encodeFrame(Uint8Array.of(1, 2, 3));
  await expect(read([frame, frame.subarray(0, 2)])).rejects.toThrow(FrameError);
  expect(await read([frame])).toEqual([Uint8Array.of(1, 2, 3)]);
});

test('arbitrary bytes end in messages or in a FrameError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), async (chunks) => {
      await read(chunks).catch((error: unknown) => expect(error).toBeInstanceOf(FrameError));
    }),
  );
});

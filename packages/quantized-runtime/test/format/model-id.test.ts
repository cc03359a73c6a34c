import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import {
  CHUNK_BYTES,
  chunksOf,
  encodeGraph,
  INLINE_BYTES,
  initcodeOf,
  MANIFEST_HEAD_BYTES,
  modelId,
  seal,
} from '../../src/index.ts';
import { smallNetwork } from '../support/small-network.ts';

const bytes = encodeGraph(smallNetwork().graph);
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

describe('F8, F9', () => {
  const word = (n: number, size: number): Buffer => {
    const buffer = Buffer.alloc(size);
    buffer.writeUIntBE(n, 0, size);
    return buffer;
  };

  test('short content has no chunks; chunks of longer content join to it, all but the last are full', () => {
    for (const length of [1, INLINE_BYTES]) expect(chunksOf(new Uint8Array(length))).toEqual([]);
    for (const length of [INLINE_BYTES + 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
      const content = Uint8Array.from({ length }, (_, i) => i * 7);
      const chunks = chunksOf(content);
      expect(hex(Buffer.concat(chunks))).toBe(hex(content));
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === CHUNK_BYTES)).toBe(true);
      expect(chunks.at(-1)!.length).toBeGreaterThan(0);
    }
  });

  test('initcode is the shortest constructor: PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN', () => {
    expect(hex(initcodeOf(Uint8Array.of(0, 1, 2)))).toBe('61000380600a3d393df3000102');
    expect(initcodeOf(new Uint8Array(0xffff)).length).toBe(10 + 0xffff);
    expect(() => initcodeOf(new Uint8Array(0x10000))).toThrow(RangeError);
  });

  test('manifest and id by hand: inline, one chunk, two chunks, with and without an origin', () => {
    const init = (code: Uint8Array): Uint8Array =>
      Buffer.concat([Buffer.of(0x61), word(code.length, 2), Buffer.from('80600a3d393df3', 'hex'), code]);
    const hash = (chunk: Uint8Array) => keccak_256(init(Buffer.concat([Buffer.of(0), chunk])));
    const origin = keccak_256(Uint8Array.of(1));
    for (const originId of [new Uint8Array(32), origin]) {
      for (const length of [5, INLINE_BYTES, INLINE_BYTES + 1, CHUNK_BYTES + 1]) {
        const content = Uint8Array.from({ length }, (_, i) => i * 31);
        const body =
          length <= INLINE_BYTES
            ? [content]
            : [content.subarray(0, CHUNK_BYTES), content.subarray(CHUNK_BYTES)]
                .filter((chunk) => chunk.length > 0)
                .map(hash);
        const manifest = Buffer.concat([Buffer.of(0), word(length, 4), originId, ...body]);
        const sealed = seal(content, originId);
        expect(hex(sealed.manifest)).toBe(hex(manifest));
        expect(hex(sealed.id)).toBe(hex(keccak_256(init(manifest))));
        expect(sealed.manifest.length).toBeLessThanOrEqual(24_576);
      }
    }
    expect(MANIFEST_HEAD_BYTES + INLINE_BYTES).toBe(24_576);
  });

  test('more chunks than a manifest holds are listed by index chunks', () => {
    const hash = (chunk: Uint8Array) => keccak_256(initcodeOf(Buffer.concat([Buffer.of(0), chunk])));
    for (const [chunkCount, indexSizes] of [
      [766, []],
      [767, [767]],
      [768, [767, 1]],
      [1535, [767, 767, 1]],
    ] as const) {
      const length = (chunkCount - 1) * CHUNK_BYTES + 5;
      const { chunks, index, manifest } = seal(new Uint8Array(length));
      expect(chunks).toHaveLength(chunkCount);
      expect(index.map(({ bytes: list }) => list.length)).toEqual(indexSizes.map((size) => 32 * size));
      const hashes = Buffer.concat(chunks.map((chunk) => chunk.hash));
      if (index.length > 0) expect(hex(Buffer.concat(index.map((list) => list.bytes)))).toBe(hex(hashes));
      const body = index.length === 0 ? hashes : Buffer.concat(index.map((list) => hash(list.bytes)));
      expect(hex(manifest)).toBe(hex(Buffer.concat([Buffer.of(0), word(length, 4), Buffer.alloc(32), body])));
      expect(manifest.length).toBeLessThanOrEqual(24_576);
    }
  });

  test("an artefact's id is that of its model with the id of its origin, and covers both", () => {
    const origin = Uint8Array.of(1, 2, 3);
    expect(hex(modelId({ model: bytes, origin }))).toBe(hex(seal(bytes, seal(origin).id).id));
    expect(hex(modelId({ model: bytes }))).toBe(hex(seal(bytes).id));
    const ids = [
      { model: bytes },
      { model: bytes, origin },
      { model: bytes, origin: Uint8Array.of(1, 2, 4) },
    ];
    expect(new Set(ids.map((artefact) => hex(modelId(artefact)))).size).toBe(3);
  });

  test('the id of the small network is pinned', () => {
    expect(hex(modelId({ model: bytes }))).toMatchInlineSnapshot(
      `"c790a6a6806869b61cbbd7e7f3c197073e63463885060b4fda2e44e62ac25e6e"`,
    );
  });
});

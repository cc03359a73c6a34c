import { RLP } from '@ethereumjs/rlp';
import type { TransactionType } from '@ethereumjs/tx';
import { Bloom, encodeReceipt as libraryEncoding } from '@ethereumjs/vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeReceipts, encodeReceipt, encodeReceipts, type Receipt } from '../../src/block/receipt.ts';
import { encodeList } from '../../src/block/rlp.ts';

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const log = fc.tuple(bytesOf(20), fc.array(bytesOf(32), { maxLength: 4 }), fc.uint8Array({ maxLength: 300 }));
const receipt: fc.Arbitrary<Receipt> = fc.record({
  type: fc.constantFrom(0, 1, 2, 4),
  success: fc.boolean(),
  cumulativeGas: fc.bigInt(1n, 2n ** 64n),
  gasUsed: fc.bigInt(1n, 2n ** 64n),
  logs: fc.array(log, { maxLength: 5 }),
});

function bloomOf({ logs }: Receipt): Uint8Array {
  const bloom = new Bloom();
  for (const [address, topics] of logs) for (const item of [address, ...topics]) bloom.add(item);
  return bloom.bitvector;
}

test('a receipt under the header is what the library makes of it', () => {
  fc.assert(
    fc.property(receipt, (given) => {
      const bloom = bloomOf(given);
      const { cumulativeGas, logs, type } = given;
      const ofLibrary = {
        status: given.success ? (1 as const) : (0 as const),
        cumulativeBlockGasUsed: cumulativeGas,
        bitvector: bloom,
        logs,
      };
      expect(encodeReceipt(given, bloom).consensus).toEqual(
        libraryEncoding(ofLibrary, type as TransactionType),
      );
    }),
  );
});

test('receipts of the database are read as they were written, state roots of old blocks included', () => {
  const old = fc
    .tuple(receipt, bytesOf(32))
    .map(([given, stateRoot]) => ({ ...given, success: true, stateRoot }));
  fc.assert(
    fc.property(fc.array(fc.oneof(receipt, old), { maxLength: 8 }), (receipts) => {
      const encoded = encodeReceipts(receipts.map((given) => encodeReceipt(given, bloomOf(given))));
      expect(decodeReceipts(encoded)).toEqual(receipts);
    }),
  );
});

test.each([0, 1, 2, 53, 54, 55, 56, 255, 256, 257, 65_535, 65_536, 70_000])(
  'a list with %i bytes in it has the head that the library gives it',
  (length) => {
    const items = Array.from({ length }, () => Uint8Array.of(7));
    expect(encodeList(items)).toEqual(RLP.encode(items));
  },
);

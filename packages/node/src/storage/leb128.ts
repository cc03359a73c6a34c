import { damaged } from './sealed-record.ts';

/** Appends a whole number from 0 to 2^53 - 1 in LEB128: 7 bits a byte, the lowest first. */
export function writeNumber(target: number[], number: number): void {
  let rest = number;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) target.push((rest % 0x80) | 0x80);
  target.push(rest);
}

/** Bytes, and where to read on. */
export interface Reader {
  readonly encoded: Uint8Array;
  at: number;
}

/** Reads what `writeNumber` wrote. @throws StorageError where the bytes end before the number does */
export function readNumber(reader: Reader): number {
  let [number, scale] = [0, 1];
  for (;;) {
    const byte = reader.encoded[reader.at++];
    if (byte === undefined || scale > 2 ** 49) throw damaged('a record is cut off');
    number += (byte & 0x7f) * scale;
    if (byte < 0x80) return number;
    scale *= 0x80;
  }
}

/** Reads so many bytes. @throws StorageError where there are fewer */
export function readBytes(reader: Reader, length: number): Uint8Array {
  const start = reader.at;
  reader.at += length;
  if (reader.at > reader.encoded.length) throw damaged('a record is cut off');
  return reader.encoded.subarray(start, reader.at);
}

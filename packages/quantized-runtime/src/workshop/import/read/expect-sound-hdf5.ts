import { ImportError } from '../../../errors.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** `GCOL`, as a little-endian word: a global heap collection, which holds texts of variable length. */
const COLLECTION = 0x4c4f4347;
const OBJECT_HEADER = 16;

/**
 * Refuses HDF5 bytes on which the HDF5 library would never return: it steps through a global heap by the sizes that
 * the heap states, and a size of zero (or one that wraps around 32 bits) makes it stand still. Sizes and offsets are
 * of 8 bytes, as h5py writes them. Format: HDF5 File Format Specification 3.0, sections II.A and III.E.
 * @throws ImportError `broken-weights`
 */
export function expectSoundHdf5(bytes: Uint8Array): void {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw damaged('file signature not found');
  const [offsetSize, lengthSize] = bytes[8]! < 2 ? [bytes[13], bytes[14]] : [bytes[9], bytes[10]];
  if (offsetSize !== 8 || lengthSize !== 8) throw damaged('its addresses are not of 8 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(0x47); at >= 0; at = bytes.indexOf(0x47, at + 1)) {
    // The signature, version 1 and three reserved bytes: by chance in one of 2^64 places.
    if (at + OBJECT_HEADER > bytes.length) return;
    if (view.getUint32(at, true) === COLLECTION && view.getUint32(at + 4, true) === 1) {
      expectSoundHeap(view, at);
    }
  }
}

/** Every object of a collection ends behind its beginning and inside the collection. */
function expectSoundHeap(view: DataView, start: number): void {
  const size = view.getBigUint64(start + 8, true);
  if (size > BigInt(view.byteLength - start)) throw damaged('a global heap is larger than the file');
  const end = start + Number(size);
  let at = start + OBJECT_HEADER;
  while (at + OBJECT_HEADER <= end) {
    const index = view.getUint16(at, true);
    const stated = view.getBigUint64(at + 8, true);
    // Object 0 is the free space, whose size counts its own header; the others are padded to 8 bytes.
    const needed = index === 0 ? stated : BigInt(OBJECT_HEADER) + ((stated + 7n) & ~7n);
    if (needed < OBJECT_HEADER || needed > end - at) throw damaged('a global heap holds an impossible size');
    at += Number(needed);
  }
}

function damaged(reason: string): ImportError {
  return new ImportError('broken-weights', `The HDF5 data is damaged (${reason}).`);
}

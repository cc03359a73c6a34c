import { bytesToHex, type Hex } from 'viem';

/** The address of a filler account, 20 bytes; apart from all that a workload uses. */
export function fillerAddress(index: number): Uint8Array {
  const address = new Uint8Array(20);
  address[0] = 0x40;
  new DataView(address.buffer).setUint32(16, index);
  return address;
}

export const fillerHex = (index: number): Hex => bytesToHex(fillerAddress(index));

const indexBits = 24n;
/** Accounts that one order holds at the most. */
export const mostFillers = 2 ** Number(indexBits);

/**
 * Indices of filler accounts in the order of their addresses' hashes, as the state has them: neighbours share trie
 * nodes, so that a block of neighbours writes each node once.
 */
export function inOrderOfHashes(count: number, keccak256: (bytes: Uint8Array) => Uint8Array): Uint32Array {
  if (count > mostFillers) throw new RangeError(`expected at most ${mostFillers} accounts, got ${count}`);
  const entries = new BigUint64Array(count);
  for (let index = 0; index < count; index++) {
    const hash = keccak256(fillerAddress(index));
    const front = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
    entries[index] = ((front >> indexBits) << indexBits) | BigInt(index);
  }
  entries.sort();
  const order = new Uint32Array(count);
  entries.forEach((entry, place) => {
    order[place] = Number(entry & (2n ** indexBits - 1n));
  });
  return order;
}

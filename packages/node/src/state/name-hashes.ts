import type { Keccak256 } from '../crypto/keccak.ts';
import { forgetOldest } from './forget-oldest.ts';
import { bytesOf, nameOf } from './state-keys.ts';

const mostNames = 25_000;

/** Hashes of addresses and slots, each hashed once as long as it is in use. Names are strings of one character a byte. */
export class NameHashes {
  private readonly known = new Map<string, string>();

  constructor(private readonly keccak256: Keccak256) {}

  /** @param name of an address, 20 characters, or of a slot, 32 */
  of(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const hash = nameOf(this.keccak256(bytesOf(name)));
    this.known.set(name, hash);
    if (this.known.size > mostNames) forgetOldest(this.known);
    return hash;
  }
}

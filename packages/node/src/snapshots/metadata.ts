import { type BlockHeader, createBlockHeaderFromRLP } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { bytesToHex, concatBytes, equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';

/** What a snapshot is offered with: the header of its block after the hash of block 0. */
export const encodeMetadata = (genesisHash: Uint8Array, header: BlockHeader): Uint8Array =>
  concatBytes(genesisHash, header.serialize());

/** Bytes of it at the most: 32, and a header without anything of unbounded length. */
export const maxMetadataBytes = 2_048;

/** What an offered snapshot is held against. */
export interface Expected {
  readonly genesisHash: Uint8Array;
  /** Hash of the block, which the engine's validators have signed. */
  readonly blockHash: Uint8Array;
  readonly common: Common;
  readonly keccak256: Keccak256;
}

/** The header of an offered snapshot, or why it is none, to end a sentence. Nothing is decoded that is not signed. */
export function readMetadata(
  metadata: Uint8Array,
  { genesisHash, blockHash, common, keccak256 }: Expected,
): BlockHeader | string {
  if (metadata.length <= 32 || metadata.length > maxMetadataBytes)
    return `it comes with ${metadata.length} bytes of metadata`;
  const [genesis, encoded] = [metadata.slice(0, 32), metadata.slice(32)];
  if (!equalsBytes(keccak256(encoded), blockHash)) return 'its header is not that of the signed block';
  if (!equalsBytes(genesis, genesisHash))
    return `its chain begins with block ${bytesToHex(genesis)}, this one with ${bytesToHex(genesisHash)}`;
  const header = createBlockHeaderFromRLP(encoded, { common, setHardfork: true });
  if (header.number === 0n) return 'it is of block 0, which every node has';
  if (header.number === 1n && !equalsBytes(header.parentHash, genesisHash))
    return 'its block 1 is on another block 0';
  return header;
}

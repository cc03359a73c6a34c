import type { BlockHeader } from '@ethereumjs/block';
import type { Keccak256 } from '../crypto/keccak.ts';

/** What chunks are held against. */
export interface CheckParts {
  /** Of the block, whose hash is signed. */
  readonly header: BlockHeader;
  readonly chunks: number;
  readonly keccak256: Keccak256;
  /** True for code that chunks before brought. @param name of its hash */
  hasCode(name: string): boolean;
}

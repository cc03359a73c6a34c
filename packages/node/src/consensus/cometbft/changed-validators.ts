import type { PermissionsValidator } from '@evm-ml/evm';
import { hexToBytes } from 'viem';

/** A validator that the engine is told of. */
export interface ValidatorChange {
  /** Its ed25519 public key, 32 bytes. */
  readonly key: Uint8Array;
  /** Votes: 1, or 0 for one that is none any more. */
  readonly power: 0n | 1n;
}

type Keys = readonly Pick<PermissionsValidator, 'key'>[];

/** Who decides besides, and who no more, by the order of the keys: each key once, whatever happened in between. */
export function changedValidators(before: Keys, after: Keys): ValidatorChange[] {
  const [old, now] = [before, after].map((list) => new Set(list.map(({ key }) => key)));
  const gone = [...old!].filter((key) => !now!.has(key)).map((key) => [key, 0n] as const);
  const come = [...now!].filter((key) => !old!.has(key)).map((key) => [key, 1n] as const);
  return [...gone, ...come]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, power]) => ({ key: hexToBytes(key), power }));
}

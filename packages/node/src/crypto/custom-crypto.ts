import type { CustomCrypto } from '@ethereumjs/common';
import { calculateSigRecovery, concatBytes, setLengthLeft } from '@ethereumjs/util';
import { createKeccak256 } from './keccak.ts';
import { loadKzg } from './kzg.ts';
import { createRecover, type RecoverPublicKey } from './recover.ts';

/** Turns a recovery function into the shape that transactions and the 0x01 precompile call. */
export function toEcrecover(recover: RecoverPublicKey): NonNullable<CustomCrypto['ecrecover']> {
  return (hash, v, r, s, chainId) => {
    const recovery = calculateSigRecovery(v, chainId);
    if (recovery !== 0n && recovery !== 1n)
      throw new Error(`expected a recovery bit of 0 or 1, got ${recovery}`);
    return recover(concatBytes(setLengthLeft(r, 32), setLengthLeft(s, 32)), Number(recovery), hash);
  };
}

let shared: Promise<CustomCrypto> | undefined;

/** The crypto of this process: the fastest that loads, with results equal to the plain JavaScript one. */
export function createCustomCrypto(): Promise<CustomCrypto> {
  shared ??= Promise.all([createKeccak256(), createRecover(), loadKzg()]).then(
    ([keccak256, recover, kzg]) => ({
      keccak256,
      ecrecover: toEcrecover(recover),
      kzg,
    }),
  );
  return shared;
}

/** Recovers signers in a worker thread: Piscina calls what it exports. */
import { move } from 'piscina';
import { createKeccak256 } from './keccak.ts';
import { createRecover } from './recover.ts';
import { signatureBytes, signerBytes } from './signer-bytes.ts';

const [keccak256, recover] = await Promise.all([createKeccak256(), createRecover()]);

/**
 * Signers of many hashes.
 * @param given hash, r, s and recovery bit of each, 97 bytes
 * @returns a byte for whether there is one and the address of each, 21 bytes
 */
export default function recoverSigners(given: ArrayBuffer): unknown {
  const packed = new Uint8Array(given);
  const count = packed.length / signatureBytes;
  const signers = new Uint8Array(count * signerBytes);
  for (let index = 0; index < count; index++) {
    const signed = packed.subarray(index * signatureBytes, (index + 1) * signatureBytes);
    try {
      const key = recover(signed.subarray(32, 96), signed[96]!, signed.subarray(0, 32));
      signers[index * signerBytes] = 1;
      signers.set(keccak256(key).subarray(12), index * signerBytes + 1);
    } catch {
      // No key could have made it: said by the zero.
    }
  }
  return move(signers.buffer);
}

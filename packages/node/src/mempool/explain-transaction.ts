import type { Common } from '@ethereumjs/common';

/** What the library's sentences mean, in ours; the first that fits. What is captured is put in for `$1`. */
const sentences: readonly (readonly [library: RegExp, ours: string])[] = [
  [/not matching the derived chain ID (\d+)/, 'the transaction is for chain $1, this is chain $chain'],
  [/Incompatible EIP155-based V (\d+)/, 'the transaction is for chain $eip155, this is chain $chain'],
  [/gas limit (\d+) exceeds the maximum allowed by EIP-7825/, 'gas limit $1 exceeds the $cap of EIP-7825'],
  [/^(\w+) cannot exceed MAX_UINT64/, '$1 has more than 64 bits'],
  [/^nonce cannot equal or exceed/, 'nonce has its highest value, 2^64-1 (EIP-2681)'],
  [/^gas ?limit \* (\w+) cannot exceed/i, 'gas times $1 has more than 256 bits'],
  [/^Legacy txs need either v/, 'the v of its signature is neither 27, 28 nor one of EIP-155'],
  [/^(\w+) cannot exceed MAX_INTEGER/, '$1 has more than 256 bits'],
  [/maxFeePerGas cannot be less than maxPriorityFeePerGas/, 'maxFeePerGas is below maxPriorityFeePerGas'],
  [
    /initcode size .* it is (\d+) while the max is (\d+)/,
    'creation code has $1 bytes, more than $2 (EIP-3860)',
  ],
  [/s-values greater than secp256k1n\/2/, 'the s of the signature is in the upper half (EIP-2)'],
  [/^(\w+) cannot have leading zeroes/, '$1 has leading zeros'],
  [/y-parity/, 'the y parity of the signature is neither 0 nor 1'],
  [/Invalid Signature|recover|signature|not signed/i, 'its signature is not valid'],
  [/TypedTransaction with ID (\d+) unknown/, 'transactions of type $1 are not supported on this chain'],
  [/kzg|4844|blob/i, 'blob transactions are not supported: this chain has no blobs'],
  [/authorization list is empty/, 'the authorization list is empty (EIP-7702)'],
  [
    /authorization|7702|startsWith/i,
    'the authorizations, or the recipient that they need, are not valid (EIP-7702)',
  ],
  [/access ?list|2930/i, 'the access list is not valid (EIP-2930)'],
  [/address length/, 'the recipient has not 20 bytes'],
  [/Only expecting (\d+) values .* or (\d+) values/, 'expected a list of $2 fields'],
  [/RLP|serialized tx/i, 'its bytes are not RLP'],
];

/** Why the library would not make a transaction, without its words: they change, and some are source code. */
export function explainTransaction(error: unknown, common: Common): string {
  const said = error instanceof Error ? error.message : '';
  const found = sentences.find(([library]) => library.test(said));
  if (!found) return 'its fields do not make one';
  const [library, ours] = found;
  const groups = library.exec(said) ?? [];
  return ours
    .replace('$eip155', () => ((BigInt(groups[1] ?? 0) - 35n) / 2n).toString())
    .replace('$chain', common.chainId().toString())
    .replace('$cap', common.param('maxTransactionGasLimit').toString())
    .replace(/\$(\d)/g, (_whole, place: string) => groups[Number(place)] ?? '');
}

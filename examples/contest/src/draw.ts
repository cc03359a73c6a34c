import { type Address, encodeAbiParameters, type Hex, hexToBigInt, keccak256, numberToHex } from 'viem';

const bytes32 = { type: 'bytes32' } as const;

/** A seed that somebody gave and showed. */
export interface Seed {
  readonly giver: Address;
  readonly seed: Hex;
}

/** What decides a draw; the order of the seeds does not matter. */
export function randomnessOf(id: Hex, organiserSeed: Hex, seeds: readonly Seed[]): Hex {
  const mixed = seeds.reduce(
    (mix, { giver, seed }) =>
      mix ^ hexToBigInt(keccak256(encodeAbiParameters([{ type: 'address' }, bytes32], [giver, seed]))),
    0n,
  );
  return keccak256(
    encodeAbiParameters([bytes32, bytes32, bytes32], [id, organiserSeed, numberToHex(mixed, { size: 32 })]),
  );
}

/** The groups that a randomness makes test groups, as contracts/Draw.sol picks them. */
export function pickGroups(randomness: Hex, groups: number, count: number): readonly number[] {
  const order = Array.from({ length: groups }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const hash = keccak256(encodeAbiParameters([bytes32, { type: 'uint256' }], [randomness, BigInt(i)]));
    const j = i + Number(hexToBigInt(hash) % BigInt(groups - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, count);
}

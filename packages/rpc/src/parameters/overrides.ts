import { z } from 'zod';
import { named } from '../named.ts';
import { address, data, hash, quantity, uint64 } from './scalars.ts';

const storage = z.record(hash, hash);

/** Accounts as a call shall see them. `state` replaces all storage, `stateDiff` single slots. */
export const stateOverrides = named(
  'StateOverrides',
  'Accounts as a call shall see them: `state` replaces all storage, `stateDiff` single slots.',
  z.record(
    z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address'),
    z.strictObject({
      balance: quantity.optional(),
      nonce: uint64.optional(),
      code: data.optional(),
      state: storage.optional(),
      stateDiff: storage.optional(),
      /** Runs the precompile of this address there instead. */
      movePrecompileToAddress: address.optional(),
    }),
  ),
);
export type StateOverrides = z.output<typeof stateOverrides>;

/** As far as numbers of blocks are kept. */
const blockHeight = quantity.refine((value) => value < 2n ** 48n, 'expected a block number below 2^48');

/** The block as a call shall see it. */
export const blockOverrides = named(
  'BlockOverrides',
  'The block as a call shall see it.',
  z.strictObject({
    number: blockHeight.optional(),
    time: uint64.optional(),
    gasLimit: uint64.optional(),
    feeRecipient: address.optional(),
    prevRandao: hash.optional(),
    baseFeePerGas: quantity.optional(),
  }),
);
export type BlockOverrides = z.output<typeof blockOverrides>;

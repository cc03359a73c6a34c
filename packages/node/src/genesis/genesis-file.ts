import { PERMISSIONS_ADDRESS } from '@evm-ml/evm';
import { type Capacity, LARGEST_CAPACITY } from '@evm-ml/quantized-runtime';
import { z } from 'zod';
import { permissionsSection } from './permissions-section.ts';

const hex = z.string().regex(/^0x[0-9a-fA-F]*$/, 'expected 0x and hexadecimal digits');

/** A number of at most so many bits. */
const quantity = (bits: number) =>
  z
    .union(
      [
        z.string().regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, { abort: true }),
        z.number().int().nonnegative(),
      ],
      'expected a number: 0x and hexadecimal digits, decimal digits, or a plain number',
    )
    .refine((value) => BigInt(value) < 2n ** BigInt(bits), `expected a number of at most ${bits} bits`);

const allocation = z.object({
  balance: quantity(256).default('0x0'),
  nonce: quantity(64).optional(),
  code: hex.optional(),
  storage: z.record(hex, hex).optional(),
});

const limit = (name: keyof Capacity) => z.number().int().positive().max(LARGEST_CAPACITY[name]).optional();

/** How large models may be, in bytes, elements and steps; what is left out goes by `artefactBytes` (rule F10). */
const limitsSection = z.strictObject({
  artefactBytes: limit('artefactBytes'),
  nodeElements: limit('nodeElements'),
  totalElements: limit('totalElements'),
  work: limit('work'),
  planBytes: limit('planBytes'),
});

/** PREDICT and its contracts: on (the default) or off, in which case the chain is plain Ethereum. */
const predictSection = z.strictObject({
  enabled: z.boolean().default(true),
  /** First block, and first timestamp in seconds, with PREDICT; left out: from genesis on. */
  block: z.number().int().nonnegative().optional(),
  time: z.number().int().nonnegative().optional(),
  /** Protocol parameters that this chain changes, e.g. `maxTransactionGasLimit` or `maxCodeSize`. */
  params: z.record(z.string(), z.number()).optional(),
  limits: limitsSection.optional(),
});

/** What geth's `genesis.json` holds, plus `timestampStep`, `predict` and `permissions`. */
export const genesisFileSchema = z.object({
  config: z.looseObject({ chainId: z.number().int().positive() }),
  alloc: z.record(z.string().regex(/^(0x)?[0-9a-fA-F]{40}$/, 'expected an address'), allocation),
  /** EIP-1985. */
  gasLimit: quantity(63).default(30_000_000),
  /** As late as a development method may set one, see `latestTime` of `@evm-ml/rpc`. */
  timestamp: quantity(48).default('0x0'),
  extraData: hex.default('0x'),
  nonce: hex.default('0x0'),
  difficulty: quantity(256).default('0x0'),
  mixHash: hex.default(`0x${'00'.repeat(32)}`),
  coinbase: hex.default(`0x${'00'.repeat(20)}`),
  baseFeePerGas: quantity(64).optional(),
  /**
   * Seconds by which a timestamp is after its parent's at the least: 1 as in Ethereum, or 0 on a chain that seals
   * more often than once a second.
   */
  timestampStep: z.union([z.literal(0), z.literal(1)], 'expected 0 or 1').default(1),
  predict: predictSection.default({ enabled: true }),
  /** Who may do what, by the votes of members; left out: everybody, everything. */
  permissions: permissionsSection.optional(),
});

/** A genesis as it is written in a file. */
export type GenesisFile = z.input<typeof genesisFileSchema>;
/** A genesis with every default filled in. */
export type Genesis = z.output<typeof genesisFileSchema>;

/** Checks a genesis and fills in its defaults; throws one sentence that names the first wrong field. */
export function parseGenesis(file: unknown): Genesis {
  const result = genesisFileSchema.safeParse(file);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new Error(`Genesis is not valid at ${issue.path.join('.') || 'its root'}: ${issue.message}.`);
  }
  for (const [fork, at] of Object.entries(result.data.config)) {
    if (/(Block|Time)$/.test(fork) && at !== 0 && at !== null && at !== undefined) {
      throw new Error(
        `Genesis sets ${fork} to ${at}: this chain runs Osaka from genesis on, so forks must be 0.`,
      );
    }
  }
  const names = Object.keys(result.data.alloc).map((name) => name.toLowerCase().replace(/^0x/, ''));
  if (names.includes(PERMISSIONS_ADDRESS.slice(2)))
    throw new Error(
      `Genesis is not valid at alloc: ${PERMISSIONS_ADDRESS} is the place of Permissions; say who may do what under permissions.`,
    );
  return result.data;
}

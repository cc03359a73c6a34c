import { sentenceOf } from '@evm-ml/rpc';
import { z } from 'zod';
import { nodeConfigSchema } from './node-config.ts';

const {
  memory: _memory,
  keystore: _keystore,
  unlock: _unlock,
  passwordFile: _file,
  ...shared
} = nodeConfigSchema.shape;

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`), `expected 0x and ${2 * bytes} hexadecimal digits`);

/** Options are settings, but for files that a config names and options hold. */
const optionsSchema = z
  .strictObject({
    ...shared,
    /** Is checked where it is read. */
    genesis: z.unknown(),
    onUpgrade: z.custom((value) => typeof value === 'function', 'expected a function'),
    unlocked: z.array(z.object({ address: hex(20), privateKey: hex(32) })),
  })
  .partial();

/** Options that say something of each other. */
type ValidatorOptions = Partial<
  Record<'cometbft' | 'genesis', unknown> & {
    dataDir: string;
    dev: boolean;
    blockTime: number;
    keepPool: boolean;
    snapshotEvery: number;
  }
>;

/** Checks the options of a program that starts a node. Throws one sentence that names the first wrong one. */
export function checkOptions(options: unknown): void {
  const { error } = optionsSchema.safeParse(options, { error: sentenceOf });
  const [issue] = error?.issues ?? [];
  if (!issue) {
    expectValidator(options as ValidatorOptions);
    return;
  }
  const name = issue.path.join('.');
  throw new Error(
    name === ''
      ? `the options are not valid: ${issue.message}`
      : `option ${name} is not valid: ${issue.message}`,
  );
}

/** What one of several validators needs, and what it cannot have. */
function expectValidator(options: ValidatorOptions): void {
  const { cometbft, dataDir, genesis, dev, blockTime, keepPool, snapshotEvery } = options;
  if (!cometbft) {
    if (snapshotEvery)
      throw new Error('snapshotEvery needs cometbft: nobody joins a node that decides alone.');
    return;
  }
  if (dataDir === undefined)
    throw new Error('cometbft needs dataDir: a validator must not forget its chain.');
  if (genesis === undefined) throw new Error('cometbft needs genesis: all validators begin from the same.');
  if (dev) throw new Error('cometbft excludes dev: what several decide is not at one node to change.');
  if (blockTime) throw new Error('cometbft excludes blockTime: blocks come when validators agree.');
  if (keepPool === false)
    throw new Error(
      'cometbft excludes keepPool false: an acknowledged transaction is kept until it is mined.',
    );
}

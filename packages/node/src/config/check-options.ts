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

/** Checks the options of a program that starts a node. Throws one sentence that names the first wrong one. */
export function checkOptions(options: unknown): void {
  const { error } = optionsSchema.safeParse(options, { error: sentenceOf });
  const [issue] = error?.issues ?? [];
  if (!issue) return;
  const name = issue.path.join('.');
  throw new Error(
    name === ''
      ? `the options are not valid: ${issue.message}`
      : `option ${name} is not valid: ${issue.message}`,
  );
}

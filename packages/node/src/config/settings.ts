import type { z } from 'zod';
import { type About, nodeConfigSchema } from './node-config.ts';

/** A setting as flags, environment and documents see it. */
export interface Setting extends About {
  /** Its name in a config file: `blockTime`. */
  readonly field: string;
  /** `--block-time`; undefined for what only a config file can hold. */
  readonly flag: string | undefined;
  /** `EVM_ML_BLOCK_TIME`; there is one wherever there is a flag. */
  readonly environment: string | undefined;
  /** True for flags without a value. */
  readonly isSwitch: boolean;
  /** What holds when nothing sets it; undefined where `otherwise` tells. */
  readonly fallback: unknown;
}

const inWords = (field: string, joint: string) => field.replace(/[A-Z]/g, (letter) => `${joint}${letter}`);

/** True for a schema of `true` and `false` alone: there is nothing to say after the flag. */
const isTruth = (schema: z.ZodType) =>
  schema.safeParse(true).success && !['text', [], {}].some((other) => schema.safeParse(other).success);

/** All settings of a node, in the order of the schema. */
export function listSettings(): Setting[] {
  const defaults: Readonly<Record<string, unknown>> = nodeConfigSchema.parse({});
  return Object.entries(nodeConfigSchema.shape).map(([field, schema]) => {
    const { description = '', value, otherwise } = schema.meta() as Partial<About>;
    const isSwitch = value === undefined && isTruth(schema);
    const named = isSwitch || value !== undefined;
    return {
      field,
      description,
      ...(value !== undefined && { value }),
      ...(otherwise !== undefined && { otherwise }),
      flag: named ? `--${inWords(field, '-').toLowerCase()}` : undefined,
      environment: named ? environmentName(field) : undefined,
      isSwitch,
      fallback: defaults[field],
    };
  });
}

/** Name of the environment variable for a field. */
export function environmentName(field: string): string {
  return `EVM_ML_${inWords(field, '_').toUpperCase()}`;
}

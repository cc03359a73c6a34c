import { z } from 'zod';
import { accessConfig } from '../access/access-config.ts';
import { defaultLimits, type Limits } from './limits.ts';

const limitNames = Object.keys(defaultLimits) as (keyof Limits)[];
const limits = z.partialRecord(z.enum(limitNames), z.number().int().positive());

/**
 * Everything that a node's config file may say; flags and environment set the same fields. Paths are relative to
 * the folder in which the node is started.
 */
export const nodeConfigSchema = z.strictObject({
  dataDir: z.string().min(1).default('data'),
  /** Keep nothing: the chain ends with the process. */
  memory: z.boolean().default(false),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(8545),
  /** File in geth's JSON format; left out: the development chain. */
  genesis: z.string().min(1).optional(),
  database: z.enum(['lmdb', 'classic-level']).default('lmdb'),
  /** What an acknowledged transaction survives: a power cut, or only the end of the process. */
  durability: z.enum(['disk', 'os']).default('disk'),
  /** States that are kept: of all blocks, or of so many of the newest. */
  state: z.union([z.literal('archive'), z.number().int().positive()]).default('archive'),
  /** State entries that are written between two sweeps at least. */
  pruneAfter: z.number().int().positive().optional(),
  /** Milliseconds between blocks; 0: a block as soon as a transaction is there. */
  blockTime: z.number().int().min(0).default(0),
  coinbase: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hexadecimal digits')
    .optional(),
  /** Development methods (evm_*, anvil_*, hardhat_*); left out: on the development chain only. */
  dev: z.boolean().optional(),
  /** debug_* methods; left out: as `dev`. */
  debug: z.boolean().optional(),
  metrics: z.boolean().default(false),
  logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
  corsOrigins: z.union([z.boolean(), z.array(z.string())]).default(true),
  hosts: z.array(z.string()).optional(),
  tls: z
    .strictObject({ certFile: z.string(), keyFile: z.string(), clientCaFile: z.string().optional() })
    .optional(),
  access: accessConfig.optional(),
  limits: limits.default({}),
});

export type NodeConfigInput = z.input<typeof nodeConfigSchema>;
export type NodeConfig = z.output<typeof nodeConfigSchema>;

/** Where a setting may come from, the strongest first. */
export interface NodeConfigSources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the config file holds; undefined without one. */
  readonly file: unknown;
}

/** Fields with one value, which environment variables can set: `blockTime` is EVM_ML_BLOCK_TIME. */
const scalarFields = [
  'dataDir',
  'memory',
  'host',
  'port',
  'genesis',
  'database',
  'durability',
  'state',
  'pruneAfter',
  'blockTime',
  'coinbase',
  'dev',
  'debug',
  'metrics',
  'logLevel',
] as const satisfies readonly (keyof NodeConfigInput)[];

/** Name of the environment variable for a field. */
export function environmentName(field: string): string {
  return `EVM_ML_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Flags beat the environment, which beats the file, which beats the defaults. Throws one sentence naming the field. */
export function resolveNodeConfig({ flags, environment, file = {} }: NodeConfigSources): NodeConfig {
  const layers = [
    { name: 'the config file', values: asRecord(file) },
    { name: 'the environment', values: fromEnvironment(environment) },
    { name: 'the flags', values: flags },
  ];
  const merged: Record<string, unknown> = {};
  const origin = new Map<string, string>();
  for (const { name, values } of layers) {
    for (const [field, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[field] = value;
      origin.set(field, name);
    }
  }
  const result = nodeConfigSchema.safeParse(merged);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const field = keys.join('.');
  const where = origin.get(String(keys[0])) ?? 'the config file';
  throw new Error(`"${field}" of ${where} is not valid: ${issue.message}.`);
}

function asRecord(file: unknown): Readonly<Record<string, unknown>> {
  const result = z.record(z.string(), z.unknown()).safeParse(file);
  if (!result.success) throw new Error('The config file must hold a JSON object.');
  return result.data;
}

function fromEnvironment(environment: NodeConfigSources['environment']): Record<string, unknown> {
  const entries = scalarFields.flatMap((field) => {
    const text = environment[environmentName(field)];
    return text === undefined ? [] : [[field, fromText(text)] as const];
  });
  return Object.fromEntries(entries);
}

/** `true`, `false` and whole numbers mean themselves; everything else is text. */
function fromText(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

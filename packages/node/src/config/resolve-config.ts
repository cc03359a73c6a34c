import { z } from 'zod';
import { type NodeConfig, nodeConfigSchema } from './node-config.ts';
import { listSettings } from './settings.ts';

/** Where a setting may come from, the strongest first. */
export interface NodeConfigSources {
  /** Text as it was typed, `true` or `false` for switches. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the config file holds; undefined without one. */
  readonly file: unknown;
}

/** Flags beat the environment, which beats the file, which beats the defaults. Throws one sentence naming the field. */
export function resolveNodeConfig({ flags, environment, file = {} }: NodeConfigSources): NodeConfig {
  const layers = [
    { values: asRecord(file), nameOf: (field: string) => `"${field}" of the config file` },
    { values: fromEnvironment(environment), nameOf: (field: string) => nameOf(field, 'environment') },
    { values: fromTexts(flags), nameOf: (field: string) => nameOf(field, 'flag') },
  ];
  const merged: Record<string, unknown> = {};
  const origin = new Map<string, (field: string) => string>();
  for (const { values, nameOf } of layers) {
    for (const [field, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[field] = value;
      origin.set(field, nameOf);
    }
  }
  const result = nodeConfigSchema.safeParse(merged);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const name = origin.get(String(keys[0])) ?? ((field: string) => `"${field}" of the config file`);
  throw new Error(`${name(keys.join('.'))} is not valid: ${boundsOf(issue) ?? lowerFirst(issue.message)}.`);
}

/** What a number may be, if it is one that is out of bounds. */
function boundsOf({ code, path }: z.core.$ZodIssue): string | undefined {
  const [field, ...inside] = path;
  if ((code !== 'too_small' && code !== 'too_big') || inside.length > 0) return undefined;
  const { minimum, maximum } = z.toJSONSchema(Reflect.get(nodeConfigSchema.shape, String(field)), {
    io: 'input',
  });
  if (typeof minimum !== 'number') return undefined;
  return maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
    ? `expected a whole number of at least ${minimum}`
    : `expected a whole number from ${minimum} to ${maximum}`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** `--port` or `EVM_ML_PORT`: what the user wrote. Places inside a list are left out. */
function nameOf(path: string, kind: 'flag' | 'environment'): string {
  const field = path.split('.')[0]!;
  return listSettings().find((setting) => setting.field === field)?.[kind] ?? `"${path}"`;
}

function asRecord(file: unknown): Readonly<Record<string, unknown>> {
  const result = z.record(z.string(), z.unknown()).safeParse(file);
  if (!result.success) throw new Error('The config file must hold a JSON object.');
  return result.data;
}

function fromEnvironment(environment: NodeConfigSources['environment']): Record<string, unknown> {
  const settings = listSettings();
  const known = [...settings.map((setting) => setting.environment), ...ELSEWHERE];
  const stray = Object.keys(environment).find((name) => name.startsWith('EVM_ML_') && !known.includes(name));
  if (stray !== undefined) {
    throw new Error(`${stray} sets nothing: docs/settings.md lists the variables that do, look for a slip.`);
  }
  const given = settings.map(({ field, environment: name }) => [field, name && environment[name]]);
  return fromTexts(Object.fromEntries(given));
}

/** Variables of other commands, and of the examples. */
const ELSEWHERE: readonly string[] = ['EVM_ML_KEY', 'EVM_ML_RPC', 'EVM_ML_COMETBFT'];

function fromTexts(texts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).map(([field, value]) => [
      field,
      typeof value === 'string' ? fromText(field, value) : value,
    ]),
  );
}

/** `true`, `false` and whole numbers mean themselves where a field takes them; everything else is text. */
function fromText(field: string, text: string): unknown {
  const isTruth = text === 'true' || text === 'false';
  const meant = isTruth ? text === 'true' : /^-?\d+$/.test(text) ? Number(text) : text;
  const schema: z.ZodType | undefined = Reflect.get(nodeConfigSchema.shape, field);
  const isText = !schema?.safeParse(meant).success && schema?.safeParse(text).success;
  return isText ? text : meant;
}

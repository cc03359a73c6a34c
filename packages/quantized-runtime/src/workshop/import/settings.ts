import { ImportError } from '../../errors.ts';
import type { Config } from './config.ts';

/**
 * What the import makes of one setting of a layer, or of one argument of a call. A setting that is not declared is
 * refused by name unless it is null: nothing that a file says is passed over in silence.
 */
export type Setting =
  /** It changes what is built. Whoever reads it refuses the values that it cannot follow. */
  | { readonly kind: 'read' }
  /** Any value gives the same inference. */
  | { readonly kind: 'no effect'; readonly why: string }
  /** These values can be followed, all others are refused. */
  | { readonly kind: 'only'; readonly accepted: readonly unknown[]; readonly why: string };

/** Declarations by name; `*` stands for every name that is not declared. */
export type Settings = Readonly<Record<string, Setting>>;

/** Settings that the import follows. */
export function reads(...names: readonly string[]): Settings {
  return Object.fromEntries(names.map((name) => [name, { kind: 'read' }]));
}

/** Settings that may have any value, and why. */
export function noEffect(why: string, ...names: readonly string[]): Settings {
  return Object.fromEntries(names.map((name) => [name, { kind: 'no effect', why }]));
}

/** A setting of which only some values can be followed; `why` ends the sentence of a refusal, and says what to do. */
export function only(name: string, accepted: readonly unknown[], why: string): Settings {
  return { [name]: { kind: 'only', accepted, why } };
}

/** What every layer may have, and none of which changes an inference. */
export const COMMON_SETTINGS: Settings = {
  ...reads('name', 'dtype', 'batch_shape', 'batch_input_shape', 'build_input_shape'),
  ...noEffect('the weights of a stored network do not change', 'trainable'),
  ...noEffect('it only draws what training and its first weights need', 'seed'),
  ...noEffect('types are converted where Keras would', 'autocast'),
  ...noEffect(
    'it says how Keras runs, not what it computes',
    'dynamic',
    'implementation',
    'unroll',
    'use_cudnn',
  ),
  ...noEffect('it drops while training only', 'dropout', 'recurrent_dropout'),
  ...noEffect('the file holds the weights that count', 'weights', 'unit_forget_bias'),
  ...noEffect('the file holds the kernel with what LoRA learned', 'lora_rank', 'lora_alpha'),
  ...noEffect('the dtype says how weights are stored', 'quantization_config', 'gptq_unpacked_column_size'),
  ...noEffect('the shape of its input is known', 'input_length', 'input_shape'),
};

/** What every operation has. */
export const OPERATION_SETTINGS: Settings = reads('name');

/** Kinds of settings that every layer may have, by how their names end. */
export const COMMON_ENDINGS: Settings = {
  ...noEffect('the file holds the weights that count', '_initializer'),
  ...noEffect('it guides training only', '_regularizer', '_constraint'),
};

/** Arguments of a call that every layer may have. */
export const COMMON_ARGUMENTS: Settings = {
  ...noEffect('this layer does the same while training', 'training'),
  ...noEffect('it is the name of a node', 'name'),
};

/** A layer that does something else while training cannot do so here. */
export const NOT_TRAINING: Settings = only(
  'training',
  [false, 0, null],
  'an artefact does what the network does at inference: call the layer without it',
);

/** Throws ImportError `unsupported-setting` for the first entry of a config or a call that cannot be followed. */
export function checkSettings(config: Config, declared: Settings, common: Settings): void {
  for (const [name, value] of Object.entries(config.raw)) {
    if (!isNothing(value)) checkSetting(config, name, value, declared, common);
  }
}

/** Null, or a structure that holds nothing else: a mask for each input, none of which has one. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'object') return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every(isNothing);
}

function checkSetting(
  config: Config,
  name: string,
  value: unknown,
  declared: Settings,
  common: Settings,
): void {
  const setting = settingNamed(name, declared, common);
  if (setting === undefined) throw refusal(config, name, value, 'nothing is known of this setting here');
  if (setting.kind !== 'only' || setting.accepted.some((accepted) => sameJson(accepted, value))) return;
  throw refusal(config, name, value, setting.why);
}

/** What is declared for a name: by the type itself, for all, for all names that end so, for the rest. */
export function settingNamed(name: string, declared: Settings, common: Settings): Setting | undefined {
  if (Object.hasOwn(declared, name)) return declared[name];
  if (Object.hasOwn(common, name)) return common[name];
  const ending = Object.keys(COMMON_ENDINGS).find((end) => name.endsWith(end));
  return ending === undefined ? declared['*'] : COMMON_ENDINGS[ending];
}

function refusal(config: Config, name: string, value: unknown, why: string): ImportError {
  const found = JSON.stringify(value) ?? 'nothing';
  const short = found.length > 60 ? `${found.slice(0, 57)}...` : found;
  return new ImportError(
    'unsupported-setting',
    `"${name}" of ${config.where} is ${short}: not supported; ${why}.`,
  );
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

import { ImportError } from '../../errors.ts';
import { isObject } from './config.ts';
import type { LayerType } from './context.ts';
import { COMMON_SETTINGS, checkSettings, OPERATION_SETTINGS } from './settings.ts';
import type { LayerSpec } from './spec.ts';

/**
 * Looks at every setting of every layer before anything is built. Throws ImportError `unsupported-setting` for the
 * first that cannot be followed. `notify` hears of layers that Keras computes in another precision.
 */
export function checkLayers(
  spec: LayerSpec,
  typeOf: (spec: LayerSpec) => LayerType,
  notify: (sentence: string) => void,
): void {
  const precisions = new Map<string, number>();
  const visit = (one: LayerSpec): void => {
    const type = typeOf(one);
    checkSettings(one.config, type.settings, type.isOperation ? OPERATION_SETTINGS : COMMON_SETTINGS);
    const precision = type.isOperation ? null : policyOf(one);
    if (precision !== null && !PLAIN.has(precision)) {
      if (!FLOATS.has(precision) && type.anyType !== true) throw notFloat(one, precision);
      if (FLOATS.has(precision)) precisions.set(precision, (precisions.get(precision) ?? 0) + 1);
    }
    for (const child of type.children?.(one) ?? []) visit(child.spec);
  };
  visit(spec);
  for (const [precision, count] of precisions) {
    const layers = count === 1 ? 'One layer computes' : `${count} layers compute`;
    notify(`${layers} in ${precision} in Keras, and in float32 here, before any quantization.`);
  }
}

/** Policies that compute in float32. */
const PLAIN: ReadonlySet<string> = new Set(['float32']);
const FLOATS: ReadonlySet<string> = new Set([
  'float64',
  'float16',
  'bfloat16',
  'mixed_float16',
  'mixed_bfloat16',
]);

/** The name of a dtype policy: of a string, of `{config: {name}}`, or of a policy that quantizes weights. */
function policyOf({ config }: LayerSpec): string | null {
  const policy = config.get('dtype');
  if (typeof policy === 'string') return policy;
  if (!isObject(policy) || !isObject(policy['config'])) return null;
  const { name, source_name: source } = policy['config'];
  const found = source ?? name;
  return typeof found === 'string' ? found : null;
}

function notFloat(spec: LayerSpec, precision: string): ImportError {
  return new ImportError(
    'unsupported-setting',
    `"dtype" of ${spec.config.where} is "${precision}": not supported; layers compute in float32 here: give it dtype "float32".`,
  );
}

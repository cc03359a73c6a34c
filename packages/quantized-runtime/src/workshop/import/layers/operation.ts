import type { LayerType } from '../context.ts';
import type { Settings } from '../settings.ts';

/** What an operation may be beyond its settings. */
type Further = Pick<LayerType, 'arguments' | 'takesConstants'>;

/** A function of keras.ops with its settings: the arguments of its class, as a config holds them. */
export function operation(settings: Settings, lower: LayerType['lower'], further: Further = {}): LayerType {
  return { settings, ...further, isOperation: true, lower };
}

/** One whose operands may be numbers and constant arrays, as `operandsOf` reads them. */
export function operationOn(settings: Settings, lower: LayerType['lower'], further: Further = {}): LayerType {
  return operation(settings, lower, { ...further, takesConstants: true });
}

import type { LayerType } from '../context.ts';
import type { Settings } from '../settings.ts';

/** A function of keras.ops with its settings: the arguments of its class, as a config holds them. */
export function operation(
  settings: Settings,
  lower: LayerType['lower'],
  further: Pick<LayerType, 'arguments'> = {},
): LayerType {
  return { settings, ...further, isOperation: true, lower };
}

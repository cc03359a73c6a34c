import type { Padding, Shape } from '../../../graph/graph.ts';
import { resolvePadding, type Window } from '../build/shapes.ts';
import type { LayerContext } from '../context.ts';

/** Where the channels are. Throws ImportError `unsupported-setting` for another word. */
export function dataFormat({ config }: LayerContext): 'channels_last' | 'channels_first' {
  return config.choice('data_format', ['channels_last', 'channels_first'], 'channels_last');
}

/** The window of a convolution over `rank` spatial axes. */
export function windowOf({ config }: LayerContext, rank: number): Window {
  return {
    size: config.intsOfRank('kernel_size', rank),
    strides: config.intsOfRank('strides', rank, 1),
    dilations: config.intsOfRank('dilation_rate', rank, 1),
  };
}

/** What the setting `padding` puts around an input of the sizes `spatial`. */
export function paddingOf(layer: LayerContext, spatial: Shape, window: Window): Padding {
  return resolvePadding(layer.config.string('padding', 'valid'), spatial, window, layer.label);
}

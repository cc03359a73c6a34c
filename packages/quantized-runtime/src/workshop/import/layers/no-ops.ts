import type { LayerType } from '../context.ts';
import { NOT_TRAINING, noEffect } from '../settings.ts';
import { Unchanged } from './core.ts';

/** Layers that do something while training and nothing at inference. */
export const NO_OPS: readonly string[] = [
  'ActivityRegularization',
  'AlphaDropout',
  'AugMix',
  'CutMix',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'MixUp',
  'RandAugment',
  'RandomBrightness',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
  'RandomCrop',
  'RandomElasticTransform',
  'RandomErasing',
  'RandomFlip',
  'RandomGaussianBlur',
  'RandomGrayscale',
  'RandomHeight',
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomWidth',
  'RandomZoom',
  'Solarization',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
];

/** Whatever it is set to, it passes its input on, unless a call asks for what it does while training. */
const NoOp: LayerType = {
  ...Unchanged,
  settings: noEffect('the layer does nothing at inference', '*'),
  arguments: NOT_TRAINING,
};

export const NO_OP_LAYERS: Readonly<Record<string, LayerType>> = {
  ...Object.fromEntries(NO_OPS.map((name) => [name, NoOp])),
  // Of keras.applications.ConvNeXt, not of keras.layers.
  StochasticDepth: NoOp,
};

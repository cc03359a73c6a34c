import type { LayerType } from '../context.ts';
import { Identity } from './core.ts';

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
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomZoom',
  'Solarization',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
];

export const NO_OP_LAYERS: Readonly<Record<string, LayerType>> = {
  ...Object.fromEntries(NO_OPS.map((name) => [name, Identity])),
  // Of keras.applications.ConvNeXt, not of keras.layers.
  StochasticDepth: Identity,
};

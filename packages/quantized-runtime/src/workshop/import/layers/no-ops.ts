import type { LayerType } from '../context.ts';
import { NOT_TRAINING, noEffect } from '../settings.ts';
import { Unchanged } from './core.ts';

/** Layers that only disturb what is trained on. */
const NOISE: readonly string[] = [
  'ActivityRegularization',
  'AlphaDropout',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
];

/** Layers that only vary the images that are trained on. */
const AUGMENTATIONS: readonly string[] = [
  'AugMix',
  'CutMix',
  'MixUp',
  'RandAugment',
  'RandomBrightness',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
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
];

/** Layers that do something while training and nothing at inference. */
export const NO_OPS: readonly string[] = [...NOISE, ...AUGMENTATIONS];

/** Whatever it is set to, it passes its input on, unless a call asks for what it does while training. */
const NoOp: LayerType = {
  ...Unchanged,
  settings: noEffect('the layer does nothing at inference', '*'),
  arguments: NOT_TRAINING,
};

const Augmentation: LayerType = { ...NoOp, overrulesTraining: 'keras3' };

export const NO_OP_LAYERS: Readonly<Record<string, LayerType>> = {
  ...Object.fromEntries(NOISE.map((name) => [name, NoOp])),
  ...Object.fromEntries(AUGMENTATIONS.map((name) => [name, Augmentation])),
  // Of keras.applications.ConvNeXt, not of keras.layers.
  StochasticDepth: NoOp,
};

const CODE = 'it runs arbitrary code, which no artefact can hold';
const OUTSIDE = 'it prepares data and has no operator here: run it before the network is asked';
const BASE = 'it is a base class and computes nothing of its own';
const UNSHARED = 'it has a kernel for every place, and Keras 3 no longer has it: use a convolution';

/** Layers of keras.layers that cannot be imported, each with its reason. */
export const REFUSED: Readonly<Record<string, string>> = {
  Lambda: CODE,
  TFSMLayer: CODE,
  JaxLayer: CODE,
  FlaxLayer: CODE,
  TorchModuleWrapper: CODE,
  DenseFeatures: 'its feature columns are code: give the numbers that they make',
  LocallyConnected1D: UNSHARED,
  LocallyConnected2D: UNSHARED,
  AutoContrast: OUTSIDE,
  ContrastLimitedAdaptiveHistogramEqualization: OUTSIDE,
  Equalization: OUTSIDE,
  HashedCrossing: OUTSIDE,
  MaxNumBoundingBoxes: OUTSIDE,
  MelSpectrogram: OUTSIDE,
  STFTSpectrogram: OUTSIDE,
  InputSpec: BASE,
  AbstractRNNCell: BASE,
  Layer: BASE,
  Wrapper: BASE,
};

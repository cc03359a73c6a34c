const CODE = 'it runs arbitrary code, which no artefact can hold';
const OUTSIDE = 'it prepares data and has no operator here: run it before the network is asked';
const BASE = 'it is a base class and computes nothing of its own';

/** Layers of keras.layers that cannot be imported, each with its reason. */
export const REFUSED: Readonly<Record<string, string>> = {
  Lambda: CODE,
  TFSMLayer: CODE,
  JaxLayer: CODE,
  FlaxLayer: CODE,
  TorchModuleWrapper: CODE,
  AutoContrast: OUTSIDE,
  ContrastLimitedAdaptiveHistogramEqualization: OUTSIDE,
  Equalization: OUTSIDE,
  HashedCrossing: OUTSIDE,
  MaxNumBoundingBoxes: OUTSIDE,
  MelSpectrogram: OUTSIDE,
  STFTSpectrogram: OUTSIDE,
  InputSpec: BASE,
  Layer: BASE,
  Wrapper: BASE,
};

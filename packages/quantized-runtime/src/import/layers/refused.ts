/** Layers of keras.layers that cannot be imported, each with its reason. */
export const REFUSED: Readonly<Record<string, string>> = {
  Lambda: 'it runs arbitrary Python code',
  TFSMLayer: 'it runs an arbitrary TensorFlow program',
  JaxLayer: 'it runs arbitrary JAX code',
  FlaxLayer: 'it runs arbitrary Flax code',
  TorchModuleWrapper: 'it runs arbitrary PyTorch code',
};

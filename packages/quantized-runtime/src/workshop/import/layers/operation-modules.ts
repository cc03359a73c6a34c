/** Where Keras keeps the class of an operation, which a config has to say; most are in `keras.src.ops.numpy`. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  core: ['Cast', 'ConvertToTensor', 'StopGradient', 'Unstack'],
  image: ['Resize'],
  linalg: ['Norm'],
  math: ['Rsqrt', 'Erf', 'Erfc', 'Logsumexp', 'TopK'],
  nn: [
    ...['Sigmoid', 'Relu', 'Relu6', 'Silu', 'Softplus', 'Gelu', 'Elu', 'Selu', 'Celu', 'Glu', 'LeakyRelu'],
    ...['HardSigmoid', 'HardSilu', 'HardTanh', 'HardShrink', 'SoftShrink', 'TanhShrink', 'Softsign'],
    ...['LogSigmoid', 'Softmax', 'LogSoftmax', 'Threshold', 'Squareplus', 'SparsePlus', 'SparseSigmoid'],
    ...['Sparsemax', 'Moments', 'MaxPool', 'AveragePool', 'AdaptiveMaxPool', 'AdaptiveAveragePool'],
    ...['DepthToSpace', 'SpaceToDepth', 'OneHot', 'Normalize', 'DotProductAttention'],
  ],
};

/** The module of an operation of keras.ops by its class. */
export function operationModule(className: string): string {
  const found = Object.entries(MODULES).find(([, names]) => names.includes(className));
  return `keras.src.ops.${found?.[0] ?? 'numpy'}`;
}

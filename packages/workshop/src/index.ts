/**
 * The workshop, with the libraries that it needs: whoever installs this package can convert, and whoever does not has
 * neither TensorFlow.js nor HDF5. The code is `@evm-ml/quantized-runtime/workshop`.
 */
export * from '@evm-ml/quantized-runtime/workshop';

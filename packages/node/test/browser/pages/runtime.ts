/** A page that runs a model by itself. */
import { loadModel, referenceKernels } from '@evm-ml/quantized-runtime';

/** The answers of the fast kernels and of the reference kernels. Bytes as numbers: a page has arrays of its own. */
export function answer(artefact: readonly number[], lot: readonly number[]) {
  const bytes = Uint8Array.from(artefact);
  const [fast, reference] = [loadModel(bytes), loadModel(bytes, { kernels: referenceKernels })].map((model) =>
    model.decodeFixed(model.run(model.encodeReal(lot), 1)),
  );
  return { fast, reference };
}

/** Writes the Keras file of a model beside the page: HDF5 is heavy, and loaded when somebody asks for it. */
import { decodeNetwork, exportKeras } from '@evm-ml/quantized-runtime/workshop';
import type { KerasAnswered, KerasAsked } from './messages.ts';

addEventListener('message', async ({ data }: MessageEvent<KerasAsked>) => {
  const answer = (result: KerasAnswered) => postMessage(result);
  try {
    answer({ file: await exportKeras(decodeNetwork(data)) });
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
});

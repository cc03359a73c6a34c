/**
 * Decodes a model and runs it with the chain's own kernels, beside the page: bytes that somebody put on a chain may take
 * their time here, and the page goes on.
 */
import { LARGEST_CAPACITY, loadModel, type Model } from '@evm-ml/quantized-runtime';
import { decodeOrigin } from '@evm-ml/quantized-runtime/origin';
import { compareModels } from './compare-models.ts';
import type { Answered, Asked } from './messages.ts';
import type { ModelInput, ModelOutput } from './model-summary.ts';
import { spreadOf, summarizeModel } from './summarize-model.ts';

let model: Model | undefined;

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const answer = (result: Answered) => postMessage(result);
  try {
    answer({ id: data.id, result: answerOf(data) });
  } catch (error) {
    answer({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
});

function answerOf(asked: Asked) {
  if (asked.ask === 'load') {
    model = loadModel(asked.artefact, { capacity: LARGEST_CAPACITY });
    return summarizeModel(model);
  }
  if (asked.ask === 'config') return JSON.stringify(decodeOrigin(asked.origin).keras.config, undefined, 2);
  if (!model) throw new Error('No model was loaded.');
  if (asked.ask === 'compare')
    return compareModels(model, loadModel(asked.other, { capacity: LARGEST_CAPACITY }));
  if (asked.ask === 'spread') return spreadOf(model.graph, asked.layer);
  const before = performance.now();
  const output = run(model, asked.input);
  return { output, milliseconds: performance.now() - before };
}

function run(model: Model, input: ModelInput): ModelOutput {
  if (typeof input !== 'string') return model.decodeFixed(model.run(model.encodeFixed(input), 1));
  const output = model.run(model.encodeText(new TextEncoder().encode(input)), 1);
  return model.outputTextBytes > 0 ? model.decodeText(output) : model.decodeFixed(output);
}

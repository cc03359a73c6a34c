import { RENAMED } from '../spec.ts';
import { LOWERED } from './index.ts';
import { NO_OPS } from './no-ops.ts';
import { REFUSED } from './refused.ts';

/** What becomes of a layer of keras.layers. */
export interface LayerSupport {
  readonly layer: string;
  readonly status: 'supported' | 'no-op' | 'refused';
  /** Why it is refused, or what to know about it. */
  readonly note: string;
}

const NOTES: Readonly<Record<string, string>> = {
  Input: 'an input port',
  Embedding: 'indices come straight from an input, are counts, or hang on none',
  ReversibleEmbedding: 'indices come straight from an input, are counts, or hang on none; no logit cap',
  SpectralNormalization: 'the layer inside, as trained',
  LayerNormalization: 'not with rms_scaling',
  Softmax: 'over any axes',
  UpSampling2D: 'nearest and bilinear',
  Resizing: 'nearest and bilinear; no antialiasing while shrinking',
  CenterCrop: 'smaller images are resized as Keras does',
  CategoryEncoding: 'indices come straight from an input',
  StringLookup: 'the input takes the indices that the layer gives, or a text',
  IntegerLookup: 'the input takes the indices that the layer gives',
  Hashing: 'the input takes the bins that the layer gives',
  TextVectorization: 'the input takes the tokens (or the bag of words) that the layer gives, or a text',
  SimpleRNN: 'stateful ones start every prediction from zero',
  LSTM: 'steps are unrolled with gates of functions that leave [-1, 1]; stateful ones start from zero',
  GRU: 'steps are unrolled with gates of functions that leave [-1, 1]; stateful ones start from zero',
  RNN: 'cells of Keras, stacked too; steps are unrolled unless the cell is plain',
  ConvLSTM1D: 'steps are unrolled',
  ConvLSTM2D: 'steps are unrolled',
  ConvLSTM3D: 'steps are unrolled',
  TimeDistributed: 'steps are unrolled unless the layer is pointwise',
  MultiHeadAttention: 'masks over one attention axis',
};

/** What becomes of the export `name` of keras.layers; undefined when the importer does not know it. */
export function describeLayer(name: string): LayerSupport | undefined {
  const current = RENAMED[name] ?? name;
  const reason = REFUSED[current];
  if (reason !== undefined) return { layer: name, status: 'refused', note: reason };
  const alias = current === name ? '' : `the same as ${current}`;
  if (NO_OPS.includes(current)) return { layer: name, status: 'no-op', note: alias };
  if (LOWERED[current] === undefined && name !== 'Input') return undefined;
  return { layer: name, status: 'supported', note: alias || (NOTES[name] ?? '') };
}

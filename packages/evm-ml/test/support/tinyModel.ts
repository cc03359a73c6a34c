import {
  ArtefactError,
  type Backend,
  type Graph,
  InputError,
  type Model,
  type Value,
  type Work,
} from '@evm-ml/quantized-runtime';

/** y [outputs] = W [inputs, outputs]^T x, whole numbers, int16 little endian. Input 0 may be an index. */
export interface TinyModel {
  readonly inputs: number;
  readonly outputs: number;
  /** 0: all inputs are real; otherwise input 0 is an index below this limit. */
  readonly limit?: number;
  readonly weights: readonly number[];
  /** Bytes appended, to make artefacts long. */
  readonly padding?: number;
}

const MAGIC = 0x54;

/** The artefact of a tiny model. */
export function tinyArtefact({ inputs, outputs, weights, limit = 0, padding = 0 }: TinyModel): Uint8Array {
  const bytes = new Uint8Array(4 + weights.length + padding);
  bytes.set([MAGIC, inputs, outputs, limit]);
  bytes.set(
    weights.map((weight) => weight & 0xff),
    4,
  );
  // Not all chunks of a long artefact are equal.
  for (let i = 4 + weights.length; i < bytes.length; i++) bytes[i] = (i * 7) >> 8;
  return bytes;
}

const ONE = 10n ** 18n;

/** Runs tiny models: the interface of the runtime, small enough to predict by hand. */
export function loadTinyModel(bytes: Uint8Array, { backend }: { readonly backend: Backend }): Model {
  if (bytes[0] !== MAGIC) throw new ArtefactError('BadHeader', 'no tiny model');
  const [, inputs = 0, outputs = 0, limit = 0] = bytes;
  const weights = new Int8Array(bytes.slice(4, 4 + inputs * outputs).buffer);
  const value = (elements: number): Value => ({ shape: [elements], type: 'i16', scale: 1, zero: 0 });
  const work: Work = { layer: 'tiny', op: 'dense', macs: inputs * outputs, elements: outputs };
  const graph: Graph = {
    profile: 'a16',
    values: [value(inputs), value(outputs)],
    nodes: [],
    inputs: [{ name: 'x', value: 0, kind: limit > 0 ? 'index' : 'real', scale: [1], offset: [0], limit }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map(),
  };
  return {
    graph,
    profile: 'a16',
    backend,
    inputLength: inputs,
    inputBytes: inputs * 2,
    outputLength: outputs,
    outputBytes: outputs * 2,
    work: [work],
    run(input, batch) {
      const x = new Int16Array(input.slice().buffer);
      const y = new Int16Array(batch * outputs);
      for (let b = 0; b < batch; b++) {
        for (let o = 0; o < outputs; o++) {
          for (let i = 0; i < inputs; i++)
            y[b * outputs + o]! += x[b * inputs + i]! * weights[i * outputs + o]!;
        }
      }
      return new Uint8Array(y.buffer);
    },
    encodeFixed(numbers) {
      const whole = numbers.map((number, index) => {
        const q = number / ONE;
        if (limit > 0 && index % inputs === 0 && (q * ONE !== number || q < 0n || q >= BigInt(limit))) {
          throw new InputError('InputOutOfRange', `expected an index below ${limit}`, index);
        }
        return Number(q);
      });
      return new Uint8Array(Int16Array.from(whole).buffer);
    },
    decodeFixed: (output) => [...new Int16Array(output.slice().buffer)].map((q) => BigInt(q) * ONE),
    encodeReal: (numbers) => new Uint8Array(Int16Array.from(Array.from(numbers)).buffer),
    decodeReal: (output) => Float64Array.from(new Int16Array(output.slice().buffer)),
  };
}

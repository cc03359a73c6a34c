import { LARGEST_CAPACITY } from '../../graph/capacity.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { Graph } from '../../graph/graph.ts';
import { createModel } from '../../plan/load-model.ts';
import type { Model } from '../../plan/model.ts';
import { type GenerateOptions, generate } from './generate.ts';

/** Numbers of examples as a model takes them: each example's, input after input, from one array for each input. */
function interleave(model: Model, samples: readonly Float32Array[]): Float64Array {
  const sizes = model.inputShapes.map(elementCount);
  const count = samples[0]!.length / sizes[0]!;
  const numbers = new Float64Array(count * model.inputLength);
  for (let example = 0, at = 0; example < count; example++) {
    for (const [port, size] of sizes.entries()) {
      numbers.set(samples[port]!.subarray(example * size, (example + 1) * size), at);
      at += size;
    }
  }
  return numbers;
}

/** What a network answers to examples, token by token, on the runtime's own kernels. */
export interface Answers {
  /** [examples, steps]. */
  readonly tokens: Float64Array;
  readonly count: number;
  /** The most tokens of an answer. */
  readonly steps: number;
  /** Tokens of all answers together. */
  readonly taken: number;
}

/** `samples`: one array for each input but that of tokens, in the user's own units. Throws GenerateError. */
export function answersOf(
  graph: Graph,
  samples: readonly Float32Array[],
  { text: _, ...options }: GenerateOptions,
): Answers {
  const model = createModel(generate(graph, options).graph, { capacity: LARGEST_CAPACITY });
  const numbers = interleave(model, samples);
  const count = numbers.length / model.inputLength;
  const { output, steps } = model.execute(model.encodeReal(numbers), count);
  return { tokens: model.decodeReal(output), count, steps: model.outputLength, taken: steps[0]! };
}

/**
 * Samples of all inputs of a float network that tells the next token, from those of all others: the tokens so far are what
 * it generates itself, which is what it will be asked with. Throws GenerateError.
 */
export function withOwnTokens(
  graph: Graph,
  samples: readonly Float32Array[],
  options: GenerateOptions,
): Float32Array[] {
  const port = graph.inputs.findIndex(({ name }) => name === options.tokens);
  const { tokens, count, steps } = answersOf(graph, samples, options);
  const places = elementCount(graph.values[graph.inputs[port]!.value]!.shape);
  const own = new Float32Array(count * places);
  for (let example = 0; example < count; example++) {
    const answer = tokens.subarray(example * steps, example * steps + Math.min(steps, places - 1));
    own.set([options.start, ...answer], example * places);
  }
  return samples.toSpliced(port, 0, own);
}

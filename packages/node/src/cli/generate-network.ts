import type { Graph } from '@evm-ml/quantized-runtime';
import type { ForecastOptions, GenerateOptions, Network } from '@evm-ml/workshop';
import type { Generating } from './generating-options.ts';
import type { loadWorkshop } from './load-workshop.ts';

type Workshop = Awaited<ReturnType<typeof loadWorkshop>>;

/** Answers of a network that generates, beside those of the float network. */
export interface GeneratedAnswers {
  /** Of `count` answers, those with the very same tokens. */
  readonly same: number;
  readonly count: number;
  /** Tokens of all answers together. */
  readonly tokens: number;
}

export interface GeneratedNetwork {
  readonly network: Network;
  /** Undefined where there are no samples to ask with. */
  readonly answers: GeneratedAnswers | undefined;
  readonly notices: readonly string[];
}

/** Answers that are compared: more say little that is new, and take as long as they are long. */
const COMPARED = 256;

/** What is done around the quantization of a network that generates. */
export interface AroundQuantizing {
  /** The network as users know it: they give samples of its inputs. */
  readonly asked: Graph;
  /** Samples of all inputs, from those that users gave. */
  complete(samples: readonly Float32Array[]): readonly Float32Array[];
  /** `samples`: those that users gave. */
  finish(quantized: Network, samples: readonly Float32Array[] | undefined): GeneratedNetwork;
}

/** Makes a float network generate, around its quantization. Throws GenerateError. */
export function startGenerating(float: Graph, options: Generating, workshop: Workshop): AroundQuantizing {
  return 'window' in options
    ? aroundForecast(float, options, workshop)
    : aroundTokens(float, options, workshop);
}

function aroundForecast(float: Graph, options: ForecastOptions, { forecast }: Workshop): AroundQuantizing {
  // What does not fit is told before the work.
  forecast(float, options);
  return {
    asked: float,
    complete: (samples) => samples,
    finish: (quantized) => ({
      network: { ...quantized, graph: forecast(quantized.graph, options) },
      answers: undefined,
      notices: [],
    }),
  };
}

function aroundTokens(
  float: Graph,
  options: GenerateOptions,
  { answersOf, generate, withOwnTokens }: Workshop,
): AroundQuantizing {
  // What does not fit is told before the work.
  generate(float, options);
  return {
    /** What users give samples of: all inputs but the tokens so far, which the network gives itself. */
    asked: { ...float, inputs: float.inputs.filter(({ name }) => name !== options.tokens) } satisfies Graph,

    complete: (samples: readonly Float32Array[]) => withOwnTokens(float, samples, options),

    finish(quantized: Network, samples: readonly Float32Array[] | undefined): GeneratedNetwork {
      const { graph, recomputed } = generate(quantized.graph, options);
      const notices =
        recomputed === null
          ? []
          : [
              `The whole network runs again for every token, because nothing can be carried from one to the next: ${recomputed}; docs/generating.md says how it can.`,
            ];
      return {
        network: { ...quantized, graph },
        notices,
        answers: samples && compare(quantized.graph, samples),
      };
    },
  };

  function compare(integers: Graph, samples: readonly Float32Array[]): GeneratedAnswers {
    const sizes = float.inputs
      .filter(({ name }) => name !== options.tokens)
      .map(({ value }) => float.values[value]!.shape.reduce((product, size) => product * size, 1));
    const few = samples.map((data, port) => data.subarray(0, COMPARED * sizes[port]!));
    const [expected, found] = [float, integers].map((graph) => answersOf(graph, few, options)) as [
      ReturnType<typeof answersOf>,
      ReturnType<typeof answersOf>,
    ];
    const row = ({ tokens, steps }: typeof found, index: number) =>
      tokens.subarray(index * steps, (index + 1) * steps).join();
    const rows = Array.from({ length: found.count }, (_, index) => index);
    const same = rows.filter((index) => row(expected, index) === row(found, index)).length;
    return { same, count: found.count, tokens: found.taken };
  }
}

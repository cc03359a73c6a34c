import { createModel, type Execution, type Graph, wasmKernels } from '@evm-ml/quantized-runtime';
import type { Sentence } from './sentences.ts';
import type { Translator } from './translator.ts';

/** A graph that generates, from bytes of English to bytes of German. */
export function prepareEvmMl(
  described: Pick<Translator, 'name' | 'arithmetic' | 'how'>,
  graph: Graph,
  sentences: readonly Sentence[],
): Translator {
  const model = createModel(graph, { kernels: wasmKernels });
  const inputs = sentences.map(({ english }) => model.encodeText(new TextEncoder().encode(english)));
  let execution: Execution | undefined;
  return {
    ...described,
    ask(index) {
      execution = model.execute(inputs[index]!, 1);
    },
    answer() {
      if (execution === undefined) throw new Error('nothing was asked');
      return {
        text: new TextDecoder().decode(model.decodeText(execution.output)),
        tokens: execution.steps[0]!,
      };
    },
  };
}

import type { Graph } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Addresses, Block } from './block.ts';
import { tensorOf } from './context.ts';
import { contractSource } from './contract.ts';
import { emitDequantize, emitPack, emitQuantize, emitUnpack, sizeOf } from './convert.ts';
import { emitNode } from './emit/emitters.ts';
import { SCRATCH_WORDS } from './emit/lanes.ts';
import { recurrentWords } from './emit/recurrent.ts';
import { layOutMemory } from './memory-layout.ts';
import { SolidityError } from './solidity-error.ts';
import { layOutWeights } from './weights.ts';
import { paddedWords, spreadShape } from './window.ts';
import { WORD } from './yul.ts';

export interface SolidityOptions {
  /** The contract's name. */
  readonly name: string;
}

/** Solidity's first free byte of memory. */
const FREE_MEMORY = 0x80;
/** Behind each region, for loops that read a few words beyond a run. */
const SLACK = 16 * WORD;

/** Room for a copy of the input with its padding, or for states and sums. */
function temporaryWords(graph: Graph, time: number): number {
  const node = graph.nodes[time]!;
  const shapeOf = (value: number | undefined) => graph.values[value!]!.shape;
  switch (node.op) {
    case 'conv':
    case 'depthwise':
    case 'pool':
      return paddedWords(shapeOf(node.inputs[0]), node.padding);
    case 'convTranspose': {
      const kernel = tensorOf(graph, node.params.kernel).shape;
      return elementCount(spreadShape(node, kernel, shapeOf(node.inputs[0]), shapeOf(node.outputs[0])));
    }
    case 'recurrent':
      return recurrentWords(node);
    default:
      return 0;
  }
}

/**
 * The network as Solidity source, for chains without PREDICT: a contract `name` with `predict`, `predictClass` and
 * `predictRaw` that give the bits that PREDICT gives. Weights beyond 4 KB go into data contracts `nameWeights0` ...,
 * which are in the same source. The network has to be valid (`validate`). Needs Solidity 0.8.25 and an EVM with
 * MCOPY (Cancun). Throws SolidityError for a network that has no translation.
 */
export function networkToSolidity({ graph }: { readonly graph: Graph }, { name }: SolidityOptions): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) {
    throw new SolidityError(
      `"${name}" is no name for a contract; use letters, digits and _, a letter first.`,
    );
  }
  if (graph.profile === 'f32') {
    throw new SolidityError('The network is in f32; Solidity has no floats. Quantize it to a16 or a8.');
  }
  const start = FREE_MEMORY + WORD * SCRATCH_WORDS;
  const layout = layOutMemory(graph, (time) => temporaryWords(graph, time), start);
  const addresses: Addresses = { scratch: FREE_MEMORY, params: layout.end + SLACK };
  const block = (): Block => new Block(graph, layout, addresses);
  const single = (title: string, emit: Parameters<Block['add']>[1]): Block => {
    const made = block();
    made.add(title, emit);
    return made;
  };
  const blocks = {
    quantize: single('Numbers in units of 1e-18 to integers', emitQuantize),
    unpack: single('Bytes to integers', emitUnpack),
    run: block(),
    dequantize: single('Integers to numbers in units of 1e-18', emitDequantize),
    pack: single('Integers to bytes', emitPack),
  };
  graph.nodes.forEach((node, time) => {
    const title = `${node.op} (${node.layer.replace(/[^\w./ -]/g, '?')})`;
    blocks.run.add(title, (context) => emitNode(node, context), layout.temporaries[time]!);
  });

  const steps = Object.values(blocks).flatMap((one) => one.steps);
  const weights = layOutWeights(steps);
  const longest = Math.max(0, ...steps.map(({ constants }) => constants.length));
  const table = addresses.params + Math.ceil(longest / WORD) * WORD + SLACK;
  return contractSource({
    name,
    title: `${name}, a neural network as plain Solidity`,
    weights,
    blocks,
    input: sizeOf(graph, graph.inputs),
    output: sizeOf(graph, graph.outputs),
    scratch: addresses.scratch,
    params: addresses.params,
    table,
    end: table + WORD * weights.tableWords,
  });
}

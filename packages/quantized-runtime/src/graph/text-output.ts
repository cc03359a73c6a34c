import type { Graph, OutputPort } from './graph.ts';

/** Whether a text leaves here: `detokenize` wrote the value (rule O9). */
export const isTextOutput = (nodes: Graph['nodes'], { value }: OutputPort): boolean =>
  nodes.some(({ op, outputs }) => op === 'detokenize' && outputs.includes(value));

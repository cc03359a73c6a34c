import { CAPACITY, type Capacity } from './capacity.ts';
import { checkNode } from './check-node.ts';
import { countWork, type Work } from './count-work.ts';
import { ACTIVATION_TYPES, elementCount, showShape } from './element-types.ts';
import type { Graph, InputPort, Node, Value } from './graph.ts';
import { LIMITS } from './limits.ts';
import { checkLoops, findLoops, type Loop } from './loops.ts';
import { measureMemory, type PlanMemory } from './measure-memory.ts';
import { paramsOf } from './params-of.ts';
import { refuse } from './refuse.ts';
import { type Interval, typeInterval } from './rules/interval.ts';
import { programOf } from './schema/program.ts';
import { createTensorFacts, type TensorFacts } from './tensor-facts.ts';
import { plainScan, type WeightScan } from './weight-scan.ts';

/** What validate proved, for those who plan and charge. */
export interface Analysis {
  /** For each value, where its elements lie. Infinite in `f32`. */
  readonly ranges: readonly Interval[];
  readonly work: readonly Work[];
  readonly memory: PlanMemory;
  readonly loops: readonly Loop[];
}

/** Scales and offsets of ports and values stay where exact arithmetic on them is cheap. */
const SCALE_RANGE = [2 ** -100, 2 ** 100] as const;

function checkValue(graph: Graph, { shape, type, scale, zero }: Value, index: number): void {
  const what = `Value ${index}`;
  if (elementCount(shape) > LIMITS.elements)
    refuse('TooLarge', `${what} of shape ${showShape(shape)} is too large.`);
  if (!ACTIVATION_TYPES[graph.profile].includes(type) && type !== 'i32' && type !== 'u8') {
    refuse('BadGraph', `${what} has type ${type}, which profile ${graph.profile} does not know.`);
  }
  if (scale < SCALE_RANGE[0] || scale > SCALE_RANGE[1]) refuse('BadGraph', `${what} has the scale ${scale}.`);
  if (type !== 'i8' && zero !== 0) refuse('BadGraph', `${what} of type ${type} has the zero point ${zero}.`);
  if (type !== 'i8' && type !== 'i16' && scale !== 1) {
    refuse('BadGraph', `${what} of type ${type} has the scale ${scale}.`);
  }
}

function checkInput(graph: Graph, { name, value, kind, scale, offset, limit }: InputPort): Interval {
  const target = graph.values[value]!;
  const types = { index: ['i32'], text: ['u8'], real: ACTIVATION_TYPES[graph.profile] }[kind];
  if (!types.some((type) => type === target.type))
    refuse('BadGraph', `Input "${name}" should be of type ${types.join(' or ')}, not ${target.type}.`);
  if (kind === 'index' ? limit < 1 : limit !== 0)
    refuse('BadGraph', `Input "${name}" has the limit ${limit}.`);
  if (kind === 'text' && target.shape.length !== 1)
    refuse('BadGraph', `Input "${name}" is a text, which has one axis.`);
  const plain = kind !== 'real' || graph.profile === 'f32';
  const last = target.shape.at(-1) ?? 1;
  for (const list of [scale, offset]) {
    if (list.length !== 1 && (plain || list.length !== last)) {
      refuse('BadGraph', `Input "${name}" needs 1 or ${last} scales and offsets.`);
    }
  }
  if (plain && (scale[0] !== 1 || offset[0] !== 0)) {
    refuse('BadGraph', `Input "${name}" takes its numbers as they are: scale 1, offset 0.`);
  }
  if (scale.some((s) => s < SCALE_RANGE[0] || s > SCALE_RANGE[1])) {
    refuse('BadGraph', `Input "${name}" has a scale that is not positive or is out of range.`);
  }
  if (offset.some((o) => Math.abs(o) > SCALE_RANGE[1]))
    refuse('BadGraph', `Input "${name}" has an offset out of range.`);
  return kind === 'index' ? { low: 0, high: limit - 1 } : typeInterval(target);
}

/** Rules O8, O9: a text is no mask, and what it holds behind its end is nobody's business but a tokenizer's. */
function checkTexts({ inputs, nodes, outputs }: Graph): void {
  const given = new Map(inputs.filter(({ kind }) => kind === 'text').map(({ name, value }) => [value, name]));
  const made = nodes
    .filter(({ op }) => op === 'detokenize')
    .map((node) => [node.outputs[0]!, node.layer] as const);
  const texts = new Map([...given, ...made]);
  if (texts.size === 0) return;
  for (const { layer, op, inputs: read } of nodes) {
    const text = op === 'tokenize' ? undefined : read.find((value) => texts.has(value));
    if (text === undefined) continue;
    refuse('BadGraph', `Node "${layer}" (${op}) reads the text "${texts.get(text)}": tokenize alone does.`);
  }
  const output = outputs.find(({ value }) => given.has(value));
  if (output !== undefined) refuse('BadGraph', `Output "${output.name}" is a text that came in.`);
}

function checkLimits({ values, nodes, inputs, outputs, tensors }: Graph, { totalElements }: Capacity): void {
  const total = values.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (total > totalElements) refuse('TooLarge', `The activations have ${total} elements together.`);
  if (tensors.size > LIMITS.tensors) refuse('TooLarge', `More than ${LIMITS.tensors} tensors.`);
  for (const index of [...nodes.flatMap((node) => [...node.inputs, ...node.outputs])]) {
    if (index >= values.length) refuse('BadGraph', `There is no value ${index}.`);
  }
  for (const ports of [inputs, outputs]) {
    for (const { name, value } of ports) {
      if (value >= values.length)
        refuse('BadGraph', `Port "${name}" names value ${value}, which does not exist.`);
    }
    if (new Set(ports.map(({ name }) => name)).size !== ports.length)
      refuse('BadGraph', 'Two ports share a name.');
  }
}

/** Rule F10: what a plan prepares for each node, which neither bytes nor activations bound where nodes share tensors. */
function checkPreparation({ values, nodes, tensors }: Graph, { nodeElements }: Capacity): void {
  const sum = (of: (node: Node) => number) => nodes.reduce((total, node) => total + of(node), 0);
  const inputs = sum((node) => node.inputs.length);
  if (inputs > LIMITS.nodeInputs) refuse('TooLarge', `The nodes have ${inputs} inputs together.`);
  const sizes = new Map([...tensors].map(([name, { shape }]) => [name, elementCount(shape)]));
  const elements = sum((node) =>
    Object.values(paramsOf(node)).reduce((total, name) => total + (sizes.get(name ?? '') ?? 0), 0),
  );
  if (elements > nodeElements)
    refuse(
      'TooLarge',
      `The nodes name tensors of ${elements} elements together, each as often as it is named.`,
    );
  const lastOf = (value: number | undefined) => values[value ?? 0]?.shape.at(-1);
  const groups = sum((node) => {
    if (node.op !== 'conv' || node.groups === 1) return 0;
    const isChannelwise = [node.inputs[0], node.outputs[0]].every((value) => lastOf(value) === node.groups);
    return isChannelwise ? 0 : node.groups;
  });
  if (groups > LIMITS.groups) refuse('TooLarge', `The convolutions have ${groups} groups together.`);
}

/** Gives facts of tensors by name and remembers which were asked for. */
function createLibrary(graph: Graph, scan: WeightScan) {
  const known = new Map<string, TensorFacts>();
  return {
    facts(name: string): TensorFacts {
      const found = known.get(name);
      if (found !== undefined) return found;
      const tensor = graph.tensors.get(name);
      if (tensor === undefined) return refuse('BadTensor', `There is no tensor "${name}".`);
      if (elementCount(tensor.shape) !== tensor.data.length)
        refuse('BadTensor', `Tensor "${name}" is misshapen.`);
      const facts = createTensorFacts(tensor, scan);
      known.set(name, facts);
      return facts;
    },
    expectAllUsed(): void {
      for (const name of graph.tensors.keys()) {
        if (!known.has(name)) refuse('BadTensor', `No node uses tensor "${name}".`);
      }
    },
  };
}

/**
 * Proves that a graph can run blindly: shapes, types, parameters, indices, accumulators (rule N4), order, limits
 * (rule F10). Throws ArtefactError and nothing else. Time is linear in the artefact and the sizes of activations.
 * `scan` looks at the weights; `capacity` is that of the chain.
 */
export function validate(
  graph: Graph,
  scan: WeightScan = plainScan,
  capacity: Capacity = CAPACITY,
): Analysis {
  programOf(graph);
  return prove(graph, scan, capacity);
}

/** `validate` for a graph whose fields are known to be there and of their types: one that was decoded. */
export function prove(graph: Graph, scan: WeightScan = plainScan, capacity: Capacity = CAPACITY): Analysis {
  checkLimits(graph, capacity);
  checkPreparation(graph, capacity);
  graph.values.forEach((value, index) => {
    checkValue(graph, value, index);
  });
  const library = createLibrary(graph, scan);
  const ranges = new Map<number, Interval>();
  const define = (value: number, range: Interval): void => {
    if (ranges.has(value)) refuse('BadGraph', `Value ${value} is written twice.`);
    ranges.set(value, range);
  };
  for (const port of graph.inputs) define(port.value, checkInput(graph, port));
  checkTexts(graph);
  for (const node of graph.nodes) {
    const known = node.inputs.map(
      (value) =>
        ranges.get(value) ??
        refuse('BadGraph', `Node "${node.layer}" reads value ${value} before it is written.`),
    );
    checkNode(graph, node, known, library.facts).forEach((range, index) => {
      define(node.outputs[index]!, range);
    });
  }
  library.expectAllUsed();
  const loops = findLoops(graph);
  checkLoops(graph, loops, (value) => ranges.get(value)!);
  const work = countWork(graph, loops);
  const total = work.reduce((sum, { macs, elements, times }) => sum + (macs + elements) * times, 0);
  if (total > capacity.work)
    refuse('TooMuchWork', `One example takes ${total} steps; at most ${capacity.work} are allowed.`);
  const proved = graph.values.map(
    (_, value) => ranges.get(value) ?? refuse('BadGraph', `Nothing writes value ${value}.`),
  );
  return { ranges: proved, work, memory: measureMemory(graph, capacity.planBytes), loops };
}

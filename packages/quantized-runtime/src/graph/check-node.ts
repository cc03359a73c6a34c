import { elementCount, sameShape, showShape } from './element-types.ts';
import type { Graph, Node } from './graph.ts';
import { LIMITS } from './limits.ts';
import { operatorOf } from './operators.ts';
import { paramsOf } from './params-of.ts';
import { profileOfNode } from './profile-of-node.ts';
import { refuse } from './refuse.ts';
import { fail, type RuleContext } from './rules/context.ts';
import type { Interval } from './rules/interval.ts';
import type { TensorFacts } from './tensor-facts.ts';

function checkShapes(graph: Graph, node: Node, facts: (name: string) => TensorFacts): void {
  const params = paramsOf(node);
  const shapeOf = (value: number) => graph.values[value]!.shape;
  const declared = node.outputs.map(shapeOf);
  const inferred = operatorOf(node).shapes(node, {
    inputs: node.inputs.map(shapeOf),
    declared,
    // An operator's shapes ask for roles that its fields require.
    param: (role) => facts(params[role]!).tensor.shape,
  });
  declared.forEach((shape, index) => {
    if (!sameShape(shape, inferred[index] ?? [])) {
      refuse(
        'BadShape',
        `Node "${node.layer}" (${node.op}) gives ${showShape(inferred[index] ?? [])}, not ${showShape(shape)}.`,
      );
    }
  });
}

/** Rule F10: kernels lay the input out with its border, so the border counts as part of the activation. */
function checkBorder(node: Node, context: RuleContext): void {
  const border = operatorOf(node).border?.(node);
  if (border === undefined) return;
  const { shape } = context.inputs[0]!;
  const elements = elementCount(
    shape.map((size, axis) => size + (border[axis] ?? [0, 0]).reduce((a, b) => a + b)),
  );
  if (elements > LIMITS.elements) {
    fail(context, 'TooLarge', `its input has ${elements} elements with its padding`);
  }
}

function checkArity(node: Node, context: RuleContext): void {
  const { inputs, outputs } = operatorOf(node);
  const [least, most] = inputs;
  const given = node.inputs.length;
  if (given > most) fail(context, 'BadGraph', `expected ${least} to ${most} inputs, got ${given}`);
  const written = typeof outputs === 'number' ? outputs : outputs(node);
  if (node.outputs.length !== written) fail(context, 'BadGraph', `expected ${written} outputs`);
}

/**
 * Checks one node by its operator's record: inputs, shapes, parameters, accumulators. `ranges`: where the elements of its
 * inputs lie. Gives the ranges of its outputs.
 */
export function checkNode(
  graph: Graph,
  node: Node,
  ranges: readonly Interval[],
  facts: (name: string) => TensorFacts,
): readonly Interval[] {
  const operator = operatorOf(node);
  // Shapes can only be asked of inputs that are there.
  if (ranges.length < operator.inputs[0]) refuse('BadGraph', `Node "${node.layer}" lacks inputs.`);
  checkShapes(graph, node, facts);
  const context: RuleContext = {
    profile: profileOfNode(graph, node),
    node,
    inputs: node.inputs.map((value) => graph.values[value]!),
    outputs: node.outputs.map((value) => graph.values[value]!),
    ranges,
    facts,
  };
  checkBorder(node, context);
  checkArity(node, context);
  return operator.bounds(node, context);
}

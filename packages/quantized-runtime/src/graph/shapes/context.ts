import type { NodeBase } from '../node.ts';
import { refuse } from '../refuse.ts';
import type { Shape } from '../values.ts';

/** What a rule of shapes sees: shapes of the inputs, of the parameters by role, and of the declared outputs. */
export interface ShapeContext {
  readonly inputs: readonly Shape[];
  param(role: string): Shape;
  /** Only for operators whose output's shape is their own choice. */
  readonly declared: readonly Shape[];
}

/** Refuses a node for its shapes. */
export function badShape(node: NodeBase, message: string): never {
  return refuse('BadShape', `Node "${node.layer}" (${node.op}): ${message}.`);
}

/** For operators that keep their input's shape. */
export const sameAsInput = (_: NodeBase, { inputs: [input] }: ShapeContext): readonly Shape[] => [input!];

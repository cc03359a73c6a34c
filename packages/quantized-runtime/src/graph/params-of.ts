import type { Node } from './graph.ts';

/** A node's parameters, tensor names by role; none for operators without parameters. */
export function paramsOf(node: Node): Readonly<Record<string, string | undefined>> {
  return 'params' in node ? { ...node.params } : {};
}

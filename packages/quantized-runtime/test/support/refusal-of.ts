import { ArtefactError, type Graph, validate } from '../../src/index.ts';

/** Code and message with which a graph is refused, or 'accepted'. */
export function refusalOf(graph: Graph): string {
  try {
    validate(graph);
  } catch (error) {
    if (error instanceof ArtefactError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

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

/** The code with which something is refused, or 'accepted'. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
  return 'accepted';
}

import { ArtefactError } from '../errors.ts';

/** Why an artefact or a graph is refused. The list and its meaning: spec/model-format.md, rule F11. */
export type RefusalCode =
  | 'TooLarge'
  | 'Truncated'
  | 'BadHeader'
  | 'BadProgram'
  | 'NotCanonical'
  | 'BadTensor'
  | 'BadGraph'
  | 'BadShape'
  | 'BadParameter'
  | 'Overflow'
  | 'TooMuchWork'
  | 'BadOrigin';

/** Refuses with one code and one sentence. */
export function refuse(code: RefusalCode, message: string): never {
  throw new ArtefactError(code, message);
}

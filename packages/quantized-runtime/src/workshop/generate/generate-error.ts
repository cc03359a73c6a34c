import { RuntimeError } from '../../errors.ts';

/** A network cannot be made to generate as it was asked for. */
export class GenerateError extends RuntimeError {
  override readonly name = 'GenerateError';
}

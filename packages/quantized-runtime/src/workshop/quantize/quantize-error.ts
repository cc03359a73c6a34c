import { RuntimeError } from '../../errors.ts';

/** A network cannot be brought into the profile that was asked for, or the samples do not fit it. */
export class QuantizeError extends RuntimeError {
  override readonly name = 'QuantizeError';
}

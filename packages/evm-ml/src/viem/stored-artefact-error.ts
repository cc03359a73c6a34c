import { BaseError } from 'viem';

/** The node gave other bytes than a model's id stands for, or none. */
export class StoredArtefactError extends BaseError {
  override readonly name = 'StoredArtefactError';
}

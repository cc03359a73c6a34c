/** A network cannot be written as Solidity; the message says why and what to do. */
export class SolidityError extends Error {
  override readonly name = 'SolidityError';
}

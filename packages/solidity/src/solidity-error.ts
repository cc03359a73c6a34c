/** A network cannot be written as Solidity; the message says why and what to do. */
export class SolidityError extends Error {
  override readonly name = 'SolidityError';
}

/** What a contract of its own cannot do. */
export const NO_TEXT =
  'The network takes or gives a text, and a contract of its own has no vocabulary: import it without texts, and give it tokens.';

export const NO_LOOPS =
  'The network generates step by step, and a contract of its own has no loops: give it the network that tells the next token, and let the contract ask again.';

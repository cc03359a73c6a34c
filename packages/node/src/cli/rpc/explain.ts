import { predictErrorsAbi } from '@evm-ml/evm';
import { BaseError, decodeErrorResult, type Hex, isHex } from 'viem';

/** A sentence for each custom error of the system contracts; arguments as the ABI has them. */
const sentences: Readonly<Record<string, (...args: readonly unknown[]) => string>> = {
  UnknownModel: (ref) => `no model is registered as "${ref}"; check the name, or deploy it first.`,
  InvalidReference: (ref) =>
    `"${ref}" is no reference: give org.domain.model, org.domain.model@version or a model id.`,
  UnsealedModel: (id) => `model ${id} is not sealed; finish its deployment first.`,
  UnusableModel: (id, code) => `model ${id} can never run (${code}); convert it again and deploy the result.`,
  WrongInputLength: (expected, given) =>
    `the model takes ${expected} numbers an example and the input has ${given}; give a whole number of examples.`,
  InputOutOfRange: (index) => `number ${index} of the input (from 0) is no index that the model knows.`,
  PredictUnavailable: () => 'this chain has no PREDICT (yet); its genesis must activate it.',
  InvalidName: (name) =>
    `"${name}" is no name: give two or more labels of a-z, 0-9 and dashes, joined by dots.`,
  NameTaken: (name, owner) => `"${name}" belongs to ${owner}; choose another name or use its owner's key.`,
  NotOwner: (name, owner) => `"${name}" belongs to ${owner}; sign with its owner's key.`,
  Frozen: (name) => `"${name}" is frozen for ever; choose another name.`,
};

/** One sentence for a failed call or transaction; undefined for what is not an answer of a node. */
export function explainRpcError(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const data = revertData(error);
  if (data !== undefined) {
    const custom = decode(data);
    if (custom)
      return sentences[custom.name]?.(...custom.args) ?? `the call failed: ${custom.name}(${custom.args}).`;
  }
  return `the node refused: ${error.shortMessage.replaceAll(/\s+/g, ' ')}${error.details ? ` (${error.details})` : ''}`;
}

/** The revert data that a node sent along, wherever in the chain of causes it is. */
function revertData(error: BaseError): Hex | undefined {
  const cause = error.walk(
    (inner) => inner !== null && typeof inner === 'object' && 'data' in inner && found(inner.data),
  );
  return cause !== null && typeof cause === 'object' && 'data' in cause && found(cause.data)
    ? cause.data
    : undefined;
}

const found = (data: unknown): data is Hex => isHex(data) && data.length >= 10;

function decode(data: Hex): { name: string; args: readonly unknown[] } | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: predictErrorsAbi, data });
    return { name: errorName, args: args ?? [] };
  } catch {
    return undefined; // Another contract's error.
  }
}

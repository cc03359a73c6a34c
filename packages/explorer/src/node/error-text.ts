import { BaseError, ContractFunctionRevertedError, HttpRequestError, TimeoutError } from 'viem';
import { showValue } from '../decode/show-value.ts';
import { shortenText, showText } from '../format/shorten.ts';

/** What went wrong, in one sentence. */
export function errorText(error: unknown): string {
  if (error instanceof BaseError) {
    if (error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null) {
      return isDenied(error) ? 'The node asks for an access token.' : 'The node does not answer.';
    }
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
      return `${reverted.data.errorName}(${(reverted.data.args ?? []).map((arg) => showValue(arg, 120)).join(', ')})`;
    }
    return shortenText(showText(error.details || error.shortMessage), 300);
  }
  // Wallets throw objects that are no errors.
  const message: unknown = Object(error).message;
  return shortenText(showText(typeof message === 'string' ? message : String(error)), 300);
}

const isDenied = (error: BaseError): boolean => {
  const cause = error.walk((inner) => inner instanceof HttpRequestError);
  return cause instanceof HttpRequestError && cause.status === 401;
};

/** True if the node does not have this method, or not for this caller. */
export function isMissingMethod(error: unknown): boolean {
  const code =
    error instanceof BaseError ? error.walk((cause) => Object(cause).code !== undefined) : undefined;
  return [-32601, 4200].includes(Object(code).code);
}

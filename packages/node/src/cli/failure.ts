import { RuntimeError } from '@evm-ml/quantized-runtime';
import { AccountError } from '../accounts/account-error.ts';
import { FolderError } from '../files/make-folder.ts';
import { UserError } from './errors.ts';
import { explainRpcError } from './rpc/explain.ts';

/** Says on stderr what went wrong and gives the exit code: 1 for what a user can put right, 70 for a bug. */
export function reportFailure(error: unknown): number {
  const sentence = explain(error);
  if (sentence !== undefined) {
    process.stderr.write(`evm-ml: ${sentence}\n`);
    return 1;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`evm-ml: this is a bug, please report it with the lines below.\n${stack}\n`);
  return 70;
}

function explain(error: unknown): string | undefined {
  if (error instanceof UserError || error instanceof AccountError || error instanceof FolderError)
    return error.message;
  if (isRuntimeError(error)) return `${error.message} (${error.code})`;
  return explainRpcError(error);
}

/** The workshop may bring a runtime of its own, whose errors are of another class of the same name. */
function isRuntimeError(error: unknown): error is RuntimeError {
  if (!(error instanceof Error && 'code' in error)) return false;
  for (let type = error.constructor; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    if (type.name === RuntimeError.name) return true;
  }
  return false;
}

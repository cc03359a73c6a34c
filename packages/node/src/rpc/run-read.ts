import { errorCode } from '@evm-ml/rpc';
import type { ReadOutcome } from '../reads/job.ts';
import type { RunRead } from '../reads/serve-reads.ts';
import { failureOf } from './failure-of.ts';
import { readMethods } from './read-methods.ts';

/** Characters from which on an answer is handed over as bytes. */
const longAnswer = 64 * 1024;

/** Does one read with the very handler that the method has, and writes its answer. */
export const runRead: RunRead = async ({ method, given }, look, limits) => {
  try {
    const found = Object.hasOwn(readMethods, method) ? readMethods[method] : undefined;
    if (!found) throw new Error(`the method ${method} does not run beside the chain`);
    const context = { chain: await look(), limits };
    const answer = await ('raw' in given
      ? found.run(context, given.raw)
      : found.runChecked(context, given.checked));
    return write(answer ?? null, limits.maxResponseBytes);
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    return { failure: { ...failureOf(error), ...(stack !== undefined && { stack }) } };
  }
};

function write(answer: unknown, maxResponseBytes: number): ReadOutcome {
  const text = JSON.stringify(answer);
  if (text.length > maxResponseBytes) {
    const message = `the answer is over maxResponseBytes = ${maxResponseBytes}: ask for less at once`;
    return { failure: { code: errorCode.limitExceeded, message } };
  }
  return { json: text.length < longAnswer ? text : new TextEncoder().encode(text) };
}

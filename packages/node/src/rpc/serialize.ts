import { errorCode } from '@evm-ml/rpc';
import type { Response } from './dispatch.ts';

/** Writes answers as JSON. Those that would go beyond the bound become errors that name it. */
export function serialize(answers: Response | Response[], maxResponseBytes: number): string {
  if (!Array.isArray(answers)) return serializeOne(answers, maxResponseBytes);
  let left = maxResponseBytes;
  const texts = answers.map((answer) => {
    const text = serializeOne(answer, left, maxResponseBytes);
    left -= Math.min(left, text.length);
    return text;
  });
  return `[${texts.join(',')}]`;
}

function serializeOne(answer: Response, left: number, bound = left): string {
  const text = JSON.stringify(answer);
  // Nearly all characters of an answer are ASCII: their number is that of the bytes.
  if (text.length <= left) return text;
  const message = `the answer is over maxResponseBytes = ${bound}: ask for less at once`;
  return JSON.stringify({
    jsonrpc: '2.0',
    id: answer.id,
    error: { code: errorCode.limitExceeded, message },
  });
}

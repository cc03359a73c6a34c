import { errorCode } from '@evm-ml/rpc';
import type { Response } from './dispatch.ts';
import { RawJson } from './raw-json.ts';

/** Answers as JSON: a text or, where a long answer is in UTF-8 already, bytes. */
export type Serialized = string | Uint8Array;

/** Writes answers as JSON. Those that would go beyond the bound become errors that name it. */
export function serialize(answers: Response | Response[], maxResponseBytes: number): Serialized {
  if (!Array.isArray(answers)) return join(serializeOne(answers, maxResponseBytes));
  let left = maxResponseBytes;
  const parts = answers.flatMap((answer, index) => {
    const own = serializeOne(answer, left, maxResponseBytes);
    left -= Math.min(left, lengthOf(own));
    return index === 0 ? own : [',', ...own];
  });
  return join(['[', ...parts, ']']);
}

const lengthOf = (parts: readonly Serialized[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function join(parts: readonly Serialized[]): Serialized {
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length === parts.length) return texts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function serializeOne(answer: Response, left: number, bound = left): Serialized[] {
  const parts = write(answer);
  // Nearly all characters of an answer are ASCII: their number is that of the bytes.
  if (lengthOf(parts) <= left) return parts;
  const message = `the answer is over maxResponseBytes = ${bound}: ask for less at once`;
  return [
    JSON.stringify({
      jsonrpc: '2.0',
      id: answer.id,
      error: { code: errorCode.limitExceeded, message },
    }),
  ];
}

/** The fields in their order; a result that is JSON already as it is. */
function write(answer: Response): Serialized[] {
  if (!('result' in answer) || !(answer.result instanceof RawJson)) return [JSON.stringify(answer)];
  const { json } = answer.result;
  const [start, end] = [`{"jsonrpc":"2.0","id":${JSON.stringify(answer.id)},"result":`, '}'];
  return typeof json === 'string' ? [`${start}${json}${end}`] : [start, json, end];
}

import { Transform } from 'node:stream';
import { errorCode } from '@evm-ml/rpc';
import type { FastifyReply, RequestPayload } from 'fastify';
import type { ByteBudget } from './byte-budget.ts';
import { DoorError, scan } from './parse-body.ts';
import { JsonScan, type ShapeLimits } from './scan-json.ts';

/** Lets a body through while it keeps to the bounds; its bytes are in work until the answer has gone. */
export function receiveBody(
  body: RequestPayload,
  reply: FastifyReply,
  limits: ShapeLimits,
  budget: ByteBudget,
): Transform {
  const scanner = new JsonScan(limits);
  let taken = 0;
  reply.raw.once('close', () => budget.give(taken));
  const received = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!budget.take(chunk.length)) {
        return done(new DoorError(503, errorCode.limitExceeded, budget.refusal));
      }
      taken += chunk.length;
      try {
        scan(scanner, chunk);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  body.once('error', (error) => received.destroy(error));
  return body.pipe(received);
}

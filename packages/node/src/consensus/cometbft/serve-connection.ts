import { once } from 'node:events';
import type { Socket } from 'node:net';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { RequestSchema, ResponseSchema } from './abci/tendermint/abci/types_pb.ts';
import type { Answer, Ask } from './application.ts';
import { encodeFrame, FrameError, readFrames } from './frames.ts';

/** Answers one request. What it throws ends the connection. */
export interface Handle {
  (request: Ask): Promise<Answer>;
  /** The answer to a message that is not worth being read; undefined for all others. */
  unread?(message: Uint8Array): Answer | undefined;
}

/** The longest message of an engine that is read: the largest block of `maxBlockBytes` with everybody's votes. */
export const maxMessageBytes = 2 ** 24;

/**
 * Answers the requests of one connection, one after another and in their order, until it ends. Each answer is written
 * at once, so that Flush asks for nothing. A request is read when the one before it is answered: who sends faster waits.
 * @throws FrameError for what is no request; what `handle` throws
 */
export async function serveConnection(socket: Socket, handle: Handle): Promise<void> {
  for await (const frame of readFrames(socket, maxMessageBytes)) {
    const unread = handle.unread?.(frame);
    if (unread) {
      await send(socket, unread);
      continue;
    }
    const request = decode(frame);
    if (request.case === undefined) throw await refused(socket, 'a request of an unknown kind');
    await send(socket, await handle(request));
  }
}

/** @throws FrameError */
function decode(frame: Uint8Array) {
  try {
    return fromBinary(RequestSchema, frame).value;
  } catch (cause) {
    throw new FrameError('a message is no request', { cause });
  }
}

/** Says what was wrong before the connection is ended. */
async function refused(socket: Socket, error: string): Promise<FrameError> {
  await send(socket, { case: 'exception', value: { error } });
  return new FrameError(error);
}

async function send(socket: Socket, value: Answer): Promise<void> {
  if (socket.destroyed) return;
  const isTaken = socket.write(encodeFrame(toBinary(ResponseSchema, create(ResponseSchema, { value }))));
  if (!isTaken) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

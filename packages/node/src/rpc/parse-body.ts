import { errorCode } from '@evm-ml/rpc';
import { JsonScan, ShapeExceeded, type ShapeLimits } from './scan-json.ts';

/** Why a request fails before it is one. */
export class DoorError extends Error {
  override readonly name = 'DoorError';
  constructor(
    /** Of HTTP. */
    readonly statusCode: number,
    /** Of JSON-RPC. */
    readonly rpcCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Beyond a bound of the door. */
export const overBound = (message: string): DoorError => new DoorError(413, errorCode.limitExceeded, message);

/** Reads a text whose shape was scanned. @throws DoorError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DoorError(400, errorCode.parse, 'parse error: the body is not JSON');
  }
}

/** Reads a whole message. @throws DoorError */
export function parseMessage(message: Buffer, limits: ShapeLimits): unknown {
  scan(new JsonScan(limits), message);
  return parseJson(String(message));
}

/** Looks at some bytes. @throws DoorError */
export function scan(scanner: JsonScan, bytes: Uint8Array): void {
  try {
    scanner.feed(bytes);
  } catch (error) {
    throw error instanceof ShapeExceeded ? overBound(error.message) : error;
  }
}

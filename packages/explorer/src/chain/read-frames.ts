import { PREDICT_ADDRESS } from '@evm-ml/evm/viem';
import type { Client, Hex } from 'viem';
import { isMissingMethod } from '../node/error-text.ts';

/** A call or creation with what happened in it, as `callTracer` gives it. */
export interface Frame {
  readonly type: string;
  readonly to?: string;
  readonly input: string;
  readonly output?: string;
  readonly gasUsed: string;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

/** The calls of a mined transaction; undefined where the node does not trace for this caller. */
export async function readFrames(client: Client, hash: Hex): Promise<Frame | undefined> {
  try {
    return await client.request<{ Parameters: unknown; ReturnType: Frame }>({
      method: 'debug_traceTransaction',
      params: [hash, { tracer: 'callTracer' }],
    });
  } catch (error) {
    if (isMissingMethod(error)) return undefined;
    throw error;
  }
}

/** Calls of the precompile in the order in which they were made. */
export function predictFrames(frame: Frame): Frame[] {
  const inner = (frame.calls ?? []).flatMap(predictFrames);
  return frame.to?.toLowerCase() === PREDICT_ADDRESS ? [frame, ...inner] : inner;
}

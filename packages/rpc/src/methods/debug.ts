import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import {
  address,
  blockNumber,
  blockReference,
  callRequest,
  data,
  hash,
  number,
  optionalBlock,
  traceFilter,
  traceOptions,
} from '../parameters/index.ts';
import * as result from '../results/index.ts';

const options = traceOptions;

/** A look inside. */
export const debugMethods = {
  debug_traceTransaction: define(
    'Runs a mined transaction again and traces it.',
    [{ hash }, { options }],
    result.trace,
  ),

  debug_traceBlockByNumber: define(
    'Traces all transactions of a block.',
    [{ block: blockNumber }, { options }],
    result.traces,
  ),

  debug_traceBlockByHash: define(
    'Traces all transactions of a block.',
    [{ hash }, { options }],
    result.traces,
  ),

  debug_traceCall: define(
    'Traces a call on the state of a block.',
    [{ call: callRequest }, { block: optionalBlock }, { options }],
    result.trace,
  ),

  debug_storageRangeAt: define(
    'Slots of a contract after the transactions of a block that stand before an index, in the order of their hashed keys from a start on.',
    [{ block: blockReference }, { index: number }, { account: address }, { start: data }, { limit: number }],
    result.storageRange,
  ),

  trace_block: define(
    'The steps of all transactions of a block, in order.',
    [{ block: blockReference }],
    result.placedTraces,
  ),

  trace_transaction: define(
    'The steps of a mined transaction, in order; null if there is none of this hash.',
    [{ hash }],
    z.nullable(result.placedTraces),
  ),

  trace_filter: define(
    'Steps of mined transactions that come from, or go to, an address.',
    [{ filter: traceFilter }],
    result.placedTraces,
  ),

  trace_call: define(
    'The steps of a call on the state of a block. Of the kinds of trace there is `trace`.',
    [
      { call: callRequest },
      { kinds: z.array(z.literal('trace', 'expected "trace": this node makes no other kind')) },
      { block: optionalBlock },
    ],
    result.tracedCall,
  ),

  trace_replayTransaction: define(
    'Runs a mined transaction again: its steps, and what became of the state. What is not asked for is null.',
    [
      { hash },
      {
        kinds: z.array(
          z.enum(['trace', 'stateDiff'], 'expected "trace" or "stateDiff": this node makes no other kinds'),
        ),
      },
    ],
    result.replayed,
  ),

  debug_getRawHeader: define('The header of a block in RLP.', [{ block: blockReference }], result.bytes),

  debug_getRawBlock: define('A block in RLP.', [{ block: blockReference }], result.bytes),

  debug_getRawTransaction: define(
    'A mined transaction as it was signed.',
    [{ hash }],
    z.nullable(result.bytes),
  ),

  debug_getRawReceipts: define(
    'The receipts of a block as its receipts root covers them (EIP-2718).',
    [{ block: blockReference }],
    z.array(result.bytes),
  ),
} satisfies Definitions;

import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import {
  blockNumber,
  blockReference,
  callRequest,
  hash,
  optionalBlock,
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

import { z } from 'zod';
import { named } from '../named.ts';
import { address, bytes, hash, quantity } from './scalars.ts';

const structLog = z.strictObject({
  pc: z.number().int(),
  op: z.string(),
  gas: z.number().int(),
  gasCost: z.number().int(),
  depth: z.number().int().min(1),
  stack: z.array(quantity).optional(),
  memory: z.array(hash).optional(),
  storage: z.record(hash, hash).optional(),
  refund: z.number().int().optional(),
  returnData: bytes.optional(),
});

const structTrace = z.strictObject({
  gas: z.number().int(),
  failed: z.boolean(),
  returnValue: bytes,
  structLogs: z.array(structLog),
});
/** What the instructions did: the trace without a tracer. */
export type StructTrace = z.output<typeof structTrace>;

const callFrame = named(
  'CallFrame',
  'A call or creation with what happened in it.',
  z.strictObject({
    type: z.string(),
    from: address,
    to: address.optional(),
    value: quantity.optional(),
    gas: quantity,
    gasUsed: quantity,
    input: bytes,
    output: bytes.optional(),
    error: z.string().optional(),
    revertReason: z.string().optional(),
    logs: z
      .array(z.strictObject({ address, topics: z.array(hash), data: bytes, position: quantity }))
      .optional(),
    get calls() {
      return z.array(callFrame).optional();
    },
  }),
);

/** What `callTracer` gives. */
export type CallFrame = z.output<typeof callFrame>;

const accounts = z.record(
  address,
  z.strictObject({
    balance: quantity.optional(),
    nonce: z.number().int().optional(),
    code: bytes.optional(),
    storage: z.record(hash, hash).optional(),
  }),
);

/** Accounts by address; what `prestateTracer` gives. */
export type TracedAccounts = z.output<typeof accounts>;

const gasSplit = z.strictObject({
  base: quantity,
  resolve: quantity,
  load: quantity,
  operators: quantity,
  io: quantity,
  total: quantity,
  perOperator: z.array(z.strictObject({ layer: z.string(), op: z.string(), gas: quantity })),
});

const predictCall = z.strictObject({
  door: z.enum(['precompile', 'opcode']),
  entry: z.string(),
  reference: z.string(),
  modelId: bytes.optional(),
  version: z.number().int().optional(),
  batch: z.number().int(),
  /** Steps that each loop of the network took, all examples together, or may take if it did not run. */
  steps: z.array(z.number().int()),
  inputShapes: z.array(z.array(z.number().int())),
  outputShapes: z.array(z.array(z.number().int())),
  gasLimit: quantity,
  gas: gasSplit,
  outcome: z.enum(['returned', 'reverted', 'outOfGas']),
  error: z.string().optional(),
});
/** A call of PREDICT: model, version, shapes, gas down to the operators. */
export type PredictCall = z.output<typeof predictCall>;

// A tracer answers with what nobody has checked: unknown goes in, and the tests hold answers against the schema.
export const predictCalls: z.ZodType<PredictCall[], unknown> = named(
  'PredictCalls',
  'The calls of PREDICT in a transaction, in order: model, version, shapes, gas down to the operators.',
  z.array(predictCall),
);

const flatTraceFields = {
  type: z.enum(['call', 'create', 'suicide']),
  action: z.record(z.string(), z.string()),
  result: z.nullable(z.record(z.string(), z.string())).optional(),
  error: z.string().optional(),
  subtraces: z.number().int(),
  traceAddress: z.array(z.number().int()),
};
const flatTrace = z.strictObject(flatTraceFields);

/** A step of a mined transaction, as the `trace_` methods give it. */
export const placedTrace = named(
  'FlatTrace',
  'A step of a transaction with its place in the tree of calls.',
  z.strictObject({
    ...flatTraceFields,
    blockHash: z.nullable(hash),
    blockNumber: z.number().int(),
    transactionHash: hash,
    transactionPosition: z.number().int(),
  }),
);
export const placedTraces = z.array(placedTrace);

/** What `trace_call` gives. */
export const tracedCall = z.strictObject({
  output: bytes,
  trace: z.array(flatTrace),
  stateDiff: z.null(),
  vmTrace: z.null(),
});

const changeOf = (value: z.ZodType<`0x${string}`>) =>
  z.union([
    z.literal('='),
    z.strictObject({ '+': value }),
    z.strictObject({ '-': value }),
    z.strictObject({ '*': z.strictObject({ from: value, to: value }) }),
  ]);

/** What became of accounts that changed: "=" nothing, "+" new, "-" gone, "*" another value. */
export const stateDiff = named(
  'StateDiff',
  'What became of accounts that changed, by address: "=" nothing, "+" new, "-" gone, "*" another value.',
  z.record(
    address,
    z.strictObject({
      balance: changeOf(quantity),
      nonce: changeOf(quantity),
      code: changeOf(bytes),
      storage: z.record(hash, changeOf(hash)),
    }),
  ),
);

/** What `trace_replayTransaction` gives; null is what was not asked for. */
export const replayed = z.strictObject({
  output: bytes,
  trace: z.nullable(z.array(flatTrace)),
  stateDiff: z.nullable(stateDiff),
  vmTrace: z.null(),
});

/** What `debug_storageRangeAt` gives: slots by the hash of their key, which the state does not keep. */
export const storageRange = z.strictObject({
  storage: z.record(hash, z.strictObject({ key: z.null(), value: hash })),
  nextKey: z.nullable(hash),
});

/** What a trace gives depends on the tracer. */
export type Trace =
  | z.output<typeof flatTrace>[]
  | Record<string, unknown>
  | StructTrace
  | CallFrame
  | TracedAccounts
  | { pre: TracedAccounts; post: TracedAccounts }
  | PredictCall[];

/** What a trace gives depends on the tracer: instructions, calls, accounts, changes of accounts, PREDICT's calls. */
export const trace: z.ZodType<Trace, unknown> = z.union([
  structTrace,
  callFrame,
  accounts,
  z.strictObject({ pre: accounts, post: accounts }),
  predictCalls,
  z.array(flatTrace),
  z.record(z.string(), z.number().int()),
  z.record(z.string(), z.unknown()),
]);

export const traces = z.array(z.strictObject({ txHash: hash, result: trace }));

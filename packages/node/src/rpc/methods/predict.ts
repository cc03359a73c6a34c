import { createAddressFromString, createZeroAddress } from '@ethereumjs/util';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi, PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import {
  type Abi,
  decodeEventLog,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  formatUnits,
  type Hex,
  parseUnits,
} from 'viem';
import { z } from 'zod';
import { runMessage } from '../../chain/call.ts';
import { predictTracer } from '../../chain/trace/predict-tracer.ts';
import { traceBlock } from '../../chain/trace/trace-block.ts';
import { callError, callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { serverError } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { lendMachine } from '../lend-machine.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { queryLogs } from '../query-logs.ts';
import { requireBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { type BlockReference, blockNumber, hash, optionalBlock, quantity } from '../schema.ts';
import { findMined } from './transactions.ts';

/** Decimal places of the numbers that PREDICT takes and gives. */
const decimals = 18;
const reference = z.string().min(1).max(300);
const decimal = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number')])
  .transform((value) => parseUnits(typeof value === 'number' ? toPlainDecimal(value) : value, decimals))
  .refine(
    (value) => BigInt.asIntN(256, value) === value,
    'expected a number that fits 256 bits with 18 decimals',
  );

/** Writes a binary64 number without an exponent, to 18 places. */
const toPlainDecimal = (value: number) =>
  Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(decimals);

/** Asks a contract as `eth_call` would; a revert becomes the error with its data. */
async function ask(context: RpcContext, to: Hex, data: Hex, block: BlockReference): Promise<Hex> {
  const { chain, limits } = context;
  const { header } = await requireBlock(chain, block);
  const request = { from: createZeroAddress(), to: createAddressFromString(to), data };
  const message = toCallMessage(request, header, chain, limits);
  const outcome = await refusalToError(() =>
    lendMachine(chain, header, ({ vm }) => runMessage(vm, callHeader(header, message, chain), message)),
  );
  if (!outcome.success) throw callError(outcome);
  return toData(outcome.returnData);
}

async function askFor(
  context: RpcContext,
  [to, abi]: readonly [Hex, Abi],
  [functionName, args]: readonly [string, readonly unknown[]],
  block: BlockReference,
): Promise<unknown> {
  const data = await ask(context, to, encodeFunctionData({ abi, functionName, args }), block);
  return decodeFunctionResult({ abi, functionName, data });
}

const predict = [PREDICT_ADDRESS, predictAbi as Abi] as const;
const registry = [MODEL_REGISTRY_ADDRESS, modelRegistryAbi as Abi] as const;

/** Integers as quantities, to any depth. */
function withQuantities(value: unknown): unknown {
  if (typeof value === 'bigint') return toQuantity(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withQuantities(item)]));
}

/** What the registry says about a name. */
const registryEntry = result.registeredModels.element.omit({ name: true });

/** Models by name, and what PREDICT says about them. */
export const predictMethods: MethodTable = {
  predict_list: method(
    'Models by name, in the order of their registration.',
    { from: blockNumber.nullish() },
    result.registeredModels,
    async (context, { from }) => {
      const [topic] = encodeEventTopics({ abi: modelRegistryAbi, eventName: 'NameRegistered' });
      const query = { fromBlock: from ?? 0n, address: MODEL_REGISTRY_ADDRESS, topics: [topic as Hex] };
      const logs = await queryLogs(context.chain, query, context.limits);
      return Promise.all(
        logs.map(async ({ data, topics }) => {
          const event = decodeEventLog({
            abi: modelRegistryAbi,
            eventName: 'NameRegistered',
            data,
            topics: topics as [Hex],
          });
          const { name } = z.object({ name: z.string() }).parse(event.args);
          const entry = await askFor(context, registry, ['entryOf', [name]], 'latest');
          return { name, ...registryEntry.parse(entry) };
        }),
      );
    },
  ),

  predict_describe: method(
    'What a model is: id, version, lengths of input and output, gas.',
    { model: reference, block: optionalBlock },
    result.modelDescription,
    async (context, { model, block }) =>
      result.modelDescription.parse(
        withQuantities(await askFor(context, predict, ['describe', [model]], block)),
      ),
  ),

  predict_gasOf: method(
    'Gas of a prediction for so many examples when nothing of the model is warm.',
    { model: reference, batch: quantity.nullish(), block: optionalBlock },
    result.quantity,
    async (context, { model, batch, block }) =>
      result.quantity.parse(
        withQuantities(await askFor(context, predict, ['gasOf', [model, batch ?? 1n]], block)),
      ),
  ),

  predict_call: method(
    'The output of a model for decimal numbers.',
    { model: reference, input: z.array(decimal), block: optionalBlock },
    result.decimals,
    async (context, { model, input, block }) => {
      const output = await askFor(context, predict, ['predict', [model, input]], block);
      return z
        .array(z.bigint())
        .parse(output)
        .map((value) => formatUnits(value, decimals));
    },
  ),

  predict_class: method(
    'Index of the largest output of a model for decimal numbers.',
    { model: reference, input: z.array(decimal), block: optionalBlock },
    result.quantity,
    async (context, { model, input, block }) =>
      result.quantity.parse(
        withQuantities(await askFor(context, predict, ['predictClass', [model, input]], block)),
      ),
  ),

  predict_trace: method(
    'The calls of PREDICT in a mined transaction: model, version, shapes, gas down to the operators.',
    { hash },
    result.predictCalls,
    async ({ chain }, { hash: transactionHash }) => {
      const mined = await findMined(chain, transactionHash);
      if (!mined) throw serverError('transaction not found');
      const [calls] = await traceBlock(chain, mined.block, (_tx, index) =>
        index === mined.index ? predictTracer : undefined,
      );
      return calls;
    },
  ),
};

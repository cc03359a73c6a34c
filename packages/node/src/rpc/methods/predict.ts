import { bigIntMin } from '@ethereumjs/util';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi, PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { type BlockReference, parameters, predictMethods, results } from '@evm-ml/rpc';
import { type Abi, decodeFunctionResult, encodeFunctionData, formatUnits, type Hex } from 'viem';
import { z } from 'zod';
import { runMessage } from '../../chain/call.ts';
import { ReadBudget } from '../../chain/read-budget.ts';
import { predictTracer } from '../../chain/trace/predict-tracer.ts';
import { traceBlock } from '../../chain/trace/trace-block.ts';
import { callError, callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { invalidParams, serverError } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { lendMachine } from '../lend-machine.ts';
import { listNames } from '../list-names.ts';
import { type ReadContext, serveReads } from '../method.ts';
import { requireBlock, resolveNumber } from '../resolve-block.ts';
import { findMined } from './transactions.ts';

const { decimalPlaces } = parameters;

/** Asks a contract as `eth_call` would; a revert becomes the error with its data. */
async function ask(context: ReadContext, to: Hex, data: Hex, block: BlockReference): Promise<Hex> {
  const { chain, limits } = context;
  const { header } = await requireBlock(chain, block);
  const request = { to, data };
  const message = toCallMessage(request, header, chain, limits);
  const outcome = await refusalToError(() =>
    lendMachine(chain, header, ({ vm }) => runMessage(vm, callHeader(header, message, chain), message)),
  );
  if (!outcome.success) throw callError(outcome);
  return toData(outcome.returnData);
}

async function askFor(
  context: ReadContext,
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

/** Names in one page of `predict_list`, at most and by default. */
const longestPage = 100n;

/** What the registry says about a name. */
const registryEntry = results.registeredModel.omit({ name: true });

/** Models by name, and what PREDICT says about them. */
export const predictHandlers = serveReads(predictMethods, {
  predict_list: async (context, { from, skip, limit }) => {
    if (limit === 0n) throw invalidParams('expected a limit of at least 1');
    const { names, next } = await listNames(context, {
      from: (await resolveNumber(context.chain, from ?? 'earliest')) ?? 0n,
      skip: skip ?? 0n,
      limit: Number(bigIntMin(limit ?? longestPage, longestPage)),
    });
    const models = [];
    // One call after another: a page must not fill the node with calls.
    for (const name of names) {
      const entry = await askFor(context, registry, ['entryOf', [name]], 'latest');
      models.push({ name, ...registryEntry.parse(entry) });
    }
    return { models, next: next && { from: toQuantity(next.from), skip: toQuantity(next.skip) } };
  },

  predict_describe: async (context, { model, block }) =>
    results.modelDescription.parse(
      withQuantities(await askFor(context, predict, ['describe', [model]], block)),
    ),

  predict_gasOf: async (context, { model, batch, block }) =>
    results.quantity.parse(
      withQuantities(await askFor(context, predict, ['gasOf', [model, batch ?? 1n]], block)),
    ),

  predict_call: async (context, { model, input, block }) => {
    const output = await askFor(context, predict, ['predict', [model, input]], block);
    return z
      .array(z.bigint())
      .parse(output)
      .map((value) => formatUnits(value, decimalPlaces));
  },

  predict_class: async (context, { model, input, block }) =>
    results.quantity.parse(
      withQuantities(await askFor(context, predict, ['predictClass', [model, input]], block)),
    ),

  predict_trace: async ({ chain, limits }, { hash: transactionHash }) => {
    const mined = await findMined(chain, transactionHash);
    if (!mined) throw serverError('transaction not found');
    const [calls] = await traceBlock(chain, mined.block, (_tx, index) =>
      index === mined.index ? predictTracer({ bytes: new ReadBudget(limits.maxReadBytes) }) : undefined,
    );
    return calls;
  },
});

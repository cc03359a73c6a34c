import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { blockNumber, decimal, hash, optionalBlock, quantity } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** A model by name, name and version, or id. */
const model = z.string().min(1).max(300);
const input = z.array(decimal);
const block = optionalBlock;

/** Models by name, and what PREDICT says about them. */
export const predictMethods = {
  predict_list: define(
    'Models by name, in the order of their registration, a page at a time: from a block on (default: the first), without the first so many names of that block (default: none), at most so many (default and most: 100). `next` names the page after it; null: there is none.',
    [{ from: blockNumber.nullish() }, { skip: quantity.nullish() }, { limit: quantity.nullish() }],
    result.registeredModels,
  ),

  predict_describe: define(
    'What a model is: id, version, lengths of input and output, gas.',
    [{ model }, { block }],
    result.modelDescription,
  ),

  predict_gasOf: define(
    'Gas of a prediction for so many examples when nothing of the model is warm.',
    [{ model }, { batch: quantity.nullish() }, { block }],
    result.quantity,
  ),

  predict_call: define(
    'The output of a model for decimal numbers.',
    [{ model }, { input }, { block }],
    result.decimals,
  ),

  predict_class: define(
    'Index of the largest output of a model for decimal numbers.',
    [{ model }, { input }, { block }],
    result.quantity,
  ),

  predict_trace: define(
    'The calls of PREDICT in a mined transaction: model, version, shapes, gas down to the operators.',
    [{ hash }],
    result.predictCalls,
  ),
} satisfies Definitions;

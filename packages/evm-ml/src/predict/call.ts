import { AbiError, AbiReader } from '../abi/reader.ts';
import { SELECTOR_LENGTH, selectorKey } from '../abi/selector.ts';
import { latin1 } from '../abi/text.ts';
import type { GasMeter } from '../gas/meter.ts';
import { baseGas } from '../gas/prices.ts';
import { InputError } from '../model.ts';
import { revert } from '../outcome/revert.ts';
import { MAX_REFERENCE_LENGTH, parseReference, type Reference } from '../reference.ts';
import { StateAccess } from '../state/access.ts';
import { load } from '../state/load.ts';
import { resolve, versionOf } from '../state/resolve.ts';
import { type Analysis, type Answer, ENTRIES, type Entry, type Subject } from './entries.ts';
import type { PredictHost } from './host.ts';
import type { TraceBuilder } from './trace-builder.ts';

/**
 * One call of PREDICT, whichever door it came through:
 *
 *   decode -> parse reference -> resolve -> load -> analyze -> (everything is charged) -> execute -> (steps not taken are given back)
 *
 * @throws PredictRevert and OutOfGas for outcomes; anything else is a fault. See guard.ts.
 */
export async function predict(
  data: Uint8Array,
  evm: PredictHost,
  gas: GasMeter,
  trace: TraceBuilder,
): Promise<Uint8Array> {
  gas.charge('base', baseGas(data.length));
  const { entry, reference, analyze } = decode(data);
  trace.called(entry.name, reference);

  const parsed = parse(reference);
  const state = new StateAccess(evm, gas);
  const resolved = await resolve(parsed, reference, state);
  trace.resolved(resolved);
  const version = entry.tellsVersion ? await versionOf(parsed, state, true) : 0;
  if (evm.observer) trace.version = await versionOf(parsed, state, false);
  const loaded = await load(resolved.modelId, state, gas, evm.predict);
  trace.loaded(loaded);

  const { common, blockGasLimit } = evm;
  const access = { account: common.param('coldaccountaccessGas'), slot: common.param('coldsloadGas') };
  const analysis = analyze({
    reference,
    resolved: { ...resolved, version },
    loaded,
    blockGasLimit,
    access,
    results: evm.predict.results,
    monitor: evm.predict.monitor,
  });
  gas.charge('io', analysis.ioGas);
  gas.charge('operators', analysis.operatorsGas);
  trace.charged(analysis.batch, analysis.mostSteps);
  const { data: answer, unusedGas, steps } = execute(analysis);
  gas.giveBack('operators', unusedGas);
  trace.ran(steps);
  return answer;
}

interface Decoded {
  readonly entry: Entry;
  readonly reference: Uint8Array;
  readonly analyze: (subject: Subject) => Analysis;
}

function decode(data: Uint8Array): Decoded {
  if (data.length < SELECTOR_LENGTH) throw revert.invalidCalldata();
  const selector = selectorKey(data);
  const entry = ENTRIES.get(selector);
  if (entry === undefined) throw revert.unknownSelector(selector);
  try {
    const args = new AbiReader(data.subarray(SELECTOR_LENGTH));
    return { entry, reference: args.bytes(0), analyze: entry.decode(args) };
  } catch (error) {
    if (error instanceof AbiError) throw revert.invalidCalldata();
    throw error;
  }
}

function parse(reference: Uint8Array): Reference {
  // Longer texts are malformed whatever they say, and so are bytes that are no ASCII.
  const parsed = reference.length <= MAX_REFERENCE_LENGTH ? parseReference(latin1(reference)) : undefined;
  if (parsed === undefined) throw revert.invalidReference(reference);
  return parsed;
}

function execute(analysis: Analysis): Answer {
  try {
    return analysis.execute();
  } catch (error) {
    if (error instanceof InputError) {
      throw error.code === 'InvalidText'
        ? revert.invalidText(error.index)
        : revert.inputOutOfRange(error.index);
    }
    throw error;
  }
}

import type { Hex } from 'viem';
import type { GasMeter } from '../gas/meter.ts';
import { operatorsPrice } from '../gas/prices.ts';
import type { OperatorGas } from '../gas/split.ts';
import type { Model } from '../model.ts';
import type { LoadedModel } from '../state/load.ts';
import type { Resolved } from '../state/resolve.ts';
import type { Ending } from './guard.ts';
import type { PredictTrace } from './trace.ts';

/** Collects what people may want to know of one call. Only makes the trace when somebody asked for it. */
export class TraceBuilder {
  #entry = '';
  #reference: Uint8Array = new Uint8Array();
  #modelId: Hex | undefined;
  /** For observers only: which version the reference stands for. */
  version: number | undefined;
  #model: Model | undefined;
  /** 0 until everything is charged. */
  #batch = 0;
  /** What operators are charged for: the most steps, until the network has run. */
  #steps: readonly number[] = [];

  constructor(readonly door: PredictTrace['door']) {}

  called(entry: string, reference: Uint8Array): void {
    this.#entry = entry;
    this.#reference = reference;
  }

  resolved({ modelId }: Resolved): void {
    this.#modelId = modelId;
  }

  loaded({ plan }: LoadedModel): void {
    this.#model = plan.model;
  }

  /** Everything was charged; the network is about to run. */
  charged(batch: number, mostSteps: readonly number[]): void {
    this.#batch = batch;
    this.#steps = mostSteps;
  }

  /** The network ran, with as many steps of its loops. */
  ran(steps: readonly number[]): void {
    this.#steps = steps;
  }

  build(gas: GasMeter, { outcome, error }: Ending): PredictTrace {
    return {
      door: this.door,
      entry: this.#entry,
      reference: new TextDecoder().decode(this.#reference),
      ...(this.#modelId !== undefined && { modelId: this.#modelId }),
      ...(this.version !== undefined && { version: this.version }),
      batch: this.#batch,
      steps: this.#steps,
      inputShapes: this.#model?.inputShapes ?? [],
      outputShapes: this.#model?.outputShapes ?? [],
      gasLimit: gas.limit,
      gas: { ...gas.parts, perOperator: this.#perOperator() },
      outcome,
      ...(error !== undefined && { error }),
    };
  }

  #perOperator(): OperatorGas[] {
    if (this.#model === undefined || this.#batch === 0) return [];
    return operatorsPrice(this.#model, BigInt(this.#batch), this.#steps);
  }
}

import { encode, encodeStruct } from '../abi/encode.ts';
import { AbiError, type AbiReader } from '../abi/reader.ts';
import { selectorKey, selectorOf } from '../abi/selector.ts';
import { utf8 } from '../abi/text.ts';
import { type AccessPrices, coldPredictGas } from '../gas/cold.ts';
import { fixedIoGas, rawIoGas, stepsPrice, textIoGas, textsIoGas } from '../gas/prices.ts';
import type { Execution, Model } from '../model.ts';
import { type PredictMonitor, secondsSince } from '../monitor.ts';
import { revert } from '../outcome/revert.ts';
import type { LoadedModel } from '../state/load.ts';
import type { Resolved } from '../state/resolve.ts';
import type { ResultCache } from './result-cache.ts';

/** Everything that an entry point can know of a call once its model is loaded. */
export interface Subject {
  readonly reference: Uint8Array;
  /** `version`: 0 unless the entry point tells it. */
  readonly resolved: Resolved & { readonly version: number };
  readonly loaded: LoadedModel;
  readonly blockGasLimit: bigint;
  readonly access: AccessPrices;
  readonly results: ResultCache;
  readonly monitor: PredictMonitor;
}

/** What a call will cost beyond reaching its model, and how to answer it once that is paid. */
export interface Analysis {
  readonly batch: number;
  /** The most steps of each loop of the network, all examples together: what operators are charged for. */
  readonly mostSteps: readonly number[];
  readonly operatorsGas: bigint;
  readonly ioGas: bigint;
  execute(): Answer;
}

/** Return data; and of what was charged for operators, what loops that ended early did not use (rule G8). */
export interface Answer {
  readonly data: Uint8Array;
  readonly unusedGas: bigint;
  /** Steps that each loop of the network took, all examples together. */
  readonly steps: readonly number[];
}

/** An entry point of PREDICT, rule P6. Its first argument is the reference. */
export interface Entry {
  readonly name: string;
  /** See selectorKey. */
  readonly selector: number;
  /** Whether it needs to know which version a bare name stands for: a further slot to read. */
  readonly tellsVersion: boolean;
  /** Decodes the arguments after the reference. @throws AbiError */
  decode(args: AbiReader): (subject: Subject) => Analysis;
}

/** Inputs in units of 1e-18, in the model's own bytes, or as a text. */
interface Form<Input> {
  decode(args: AbiReader): Input;
  /** How many examples the input holds, at most `most`. @throws PredictRevert */
  batch(loaded: LoadedModel, input: Input, most: number): number;
  ioGas(model: Model, batch: bigint): bigint;
  toBytes(model: Model, input: Input): Uint8Array;
  /** The most steps that the caller wants; a form without takes as many as the network may. */
  mostSteps?(input: Input): number;
}

/** Whole examples of `unit` numbers or bytes each. */
function wholeExamples(unit: number, { length }: { readonly length: number }, most: number): number {
  const batch = length / unit;
  if (!Number.isInteger(batch) || batch === 0 || batch > most) throw revert.wrongInputLength(unit, length);
  return batch;
}

const fixed: Form<readonly bigint[]> = {
  decode: (args) => args.ints(1),
  batch: ({ plan: { model } }, input, most) => wholeExamples(model.inputLength, input, most),
  ioGas: fixedIoGas,
  toBytes: (model, input) => model.encodeFixed(input),
};

const raw: Form<Uint8Array> = {
  decode: (args) => args.bytes(1),
  batch: ({ plan: { model } }, input, most) => wholeExamples(model.inputBytes, input, most),
  ioGas: rawIoGas,
  toBytes: (_, input) => input,
};

/** One example in units of 1e-18, and the most steps of the answer. */
interface Prompt {
  readonly input: readonly bigint[];
  /** 0: as many as the network may. */
  readonly mostSteps: bigint;
}

const prompt: Form<Prompt> = {
  decode: (args) => ({ input: args.ints(1), mostSteps: args.uint(2) }),
  batch(loaded, { input }, most) {
    const { modelId, plan } = loaded;
    if (!generatesNumbers(plan.model)) throw revert.generatesNothing(modelId);
    return fixed.batch(loaded, input, most);
  },
  ioGas: fixedIoGas,
  toBytes: (model, { input }) => fixed.toBytes(model, input),
  mostSteps: ({ mostSteps }) =>
    mostSteps === 0n || mostSteps > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(mostSteps),
};

/** Whether each step of a model gives a part of its one output, whose first axis are steps. */
const generatesNumbers = ({ loops, outputShapes, outputTextBytes }: Model): boolean =>
  loops.length === 1 &&
  outputTextBytes === 0 &&
  outputShapes.length === 1 &&
  outputShapes[0]![0] === loops[0];

/** One text. Whether it is UTF-8 is looked at when it is paid for. */
const text: Form<Uint8Array> = {
  decode: (args) => args.bytes(1),
  batch({ modelId, plan: { model } }, { length }) {
    if (model.textBytes === 0) throw revert.takesNoText(modelId);
    if (length > model.textBytes) throw revert.textTooLong(model.textBytes, length);
    return 1;
  },
  ioGas: textIoGas,
  toBytes: (model, input) => model.encodeText(input),
};

/** One text, of a model that answers with a text. */
const textToText: Form<Uint8Array> = {
  ...text,
  batch(loaded, input, most) {
    const { modelId, plan } = loaded;
    if (plan.model.textBytes === 0) throw revert.takesNoText(modelId);
    if (plan.model.outputTextBytes === 0) throw revert.givesNoText(modelId);
    return text.batch(loaded, input, most);
  },
  ioGas: textsIoGas,
};

/** Gas of a network below which running it takes hardly longer than looking its answer up. */
export const WORTH_KEEPING = 1_000n;

/** An entry point that runs the network. `most`: the most examples that one call may hold. */
function inference<Input>(
  signature: string,
  form: Form<Input>,
  encodeOutput: (model: Model, execution: Execution) => Uint8Array,
  most = Number.POSITIVE_INFINITY,
): Entry {
  return entry(signature, (args) => {
    const input = form.decode(args);
    return (subject) => {
      const { model } = subject.loaded.plan;
      const batch = form.batch(subject.loaded, input, most);
      const wanted = form.mostSteps?.(input);
      const mostSteps = model.loops.map((steps) => batch * Math.min(steps, wanted ?? steps));
      const operatorsGas = stepsPrice(model, BigInt(batch), mostSteps);
      return {
        batch,
        mostSteps,
        operatorsGas,
        ioGas: form.ioGas(model, BigInt(batch)),
        execute() {
          const bytes = form.toBytes(model, input);
          const execution = run(subject, bytes, batch, wanted, operatorsGas);
          const used = stepsPrice(model, BigInt(batch), execution.steps);
          return {
            data: encodeOutput(model, execution),
            unusedGas: operatorsGas - used,
            steps: execution.steps,
          };
        },
      };
    };
  });
}

/** Runs the network, unless its answer is known. */
function run(
  { loaded, results, monitor }: Subject,
  bytes: Uint8Array,
  batch: number,
  wanted: number | undefined,
  gas: bigint,
): Execution {
  const compute = () => {
    const start = performance.now();
    const execution = loaded.plan.model.execute(bytes, batch, wanted);
    monitor.ran(loaded.modelId, secondsSince(start));
    return execution;
  };
  if (gas < WORTH_KEEPING) return compute();
  let hit = true;
  const answer = results.answer(
    loaded.modelId,
    bytes,
    () => {
      hit = false;
      return compute();
    },
    wanted,
  );
  monitor.lookedUp('answers', hit);
  return answer;
}

/** An entry point that tells about a model and runs nothing. */
function information<Args>(
  signature: string,
  decode: (args: AbiReader) => Args,
  answer: (subject: Subject, args: Args) => Uint8Array,
  tellsVersion = false,
): Entry {
  const read: Entry['decode'] = (args) => {
    const decoded = decode(args);
    return (subject) => ({
      batch: 0,
      mostSteps: [],
      operatorsGas: 0n,
      ioGas: 0n,
      execute: () => ({ data: answer(subject, decoded), unusedGas: 0n, steps: [] }),
    });
  };
  return entry(signature, read, tellsVersion);
}

function entry(signature: string, decode: Entry['decode'], tellsVersion = false): Entry {
  const name = signature.slice(0, signature.indexOf('('));
  return { name, selector: selectorKey(selectorOf(signature)), tellsVersion, decode };
}

/** Index of the largest; the lowest among equals. */
function argmax(values: readonly bigint[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

function decodeBatch(args: AbiReader): bigint {
  const batch = args.uint(1);
  if (batch >= 2n ** 64n) throw new AbiError('the batch is too large');
  return batch;
}

function describe(subject: Subject): Uint8Array {
  const { model } = subject.loaded.plan;
  const gas = coldPredictGas(subject, 1n, subject.access);
  const { resolved, loaded, blockGasLimit } = subject;
  // In the order of IPredict.Description.
  return encodeStruct(
    BigInt(resolved.modelId),
    BigInt(resolved.version),
    utf8(model.profile),
    BigInt(loaded.length),
    BigInt(model.planBytes),
    BigInt(model.inputLength),
    BigInt(model.inputBytes),
    BigInt(model.outputLength),
    BigInt(model.outputBytes),
    gas,
    gas > blockGasLimit ? 1n : 0n,
    BigInt(model.loops.reduce((sum, steps) => sum + steps, 0)),
    coldPredictGas(
      subject,
      1n,
      subject.access,
      model.loops.map(() => 1),
    ),
  );
}

const numbers = (model: Model, { output }: Execution) => encode(model.decodeFixed(output));
const largest = (model: Model, { output }: Execution) => encode(BigInt(argmax(model.decodeFixed(output))));
/** What the steps gave that were taken. */
const generated = (model: Model, { output, steps }: Execution) =>
  encode(model.decodeFixed(output).slice(0, (model.outputLength / model.loops[0]!) * steps[0]!));

const LIST: readonly Entry[] = [
  inference('predict(string,int256[])', fixed, numbers),
  inference('predictClass(string,int256[])', fixed, largest, 1),
  inference('predictFromText(string,string)', text, numbers),
  inference('predictClassFromText(string,string)', text, largest),
  inference('predictText(string,string)', textToText, (model, { output }) =>
    encode(model.decodeText(output)),
  ),
  inference('generate(string,int256[],uint256)', prompt, generated, 1),
  inference('predictRaw(string,bytes)', raw, (_, { output }) => encode(output)),
  information('describe(string)', () => undefined, describe, true),
  information('gasOf(string,uint256)', decodeBatch, (subject, batch) =>
    encode(coldPredictGas(subject, batch, subject.access)),
  ),
];

/** The entry points by selector. */
export const ENTRIES: ReadonlyMap<number, Entry> = new Map(LIST.map((item) => [item.selector, item]));

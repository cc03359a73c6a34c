import {
  type DescribeModelParameters,
  type DescribeModelReturnType,
  describeModel,
} from './actions/describe-model.ts';
import {
  type EstimatePredictGasParameters,
  type EstimatePredictGasReturnType,
  estimatePredictGas,
} from './actions/estimate-predict-gas.ts';
import { type GasOfParameters, type GasOfReturnType, gasOf } from './actions/gas-of.ts';
import { type GenerateParameters, type GenerateReturnType, generate } from './actions/generate.ts';
import { type GetModelParameters, type GetModelReturnType, getModel } from './actions/get-model.ts';
import { type GetModelLimitsReturnType, getModelLimits } from './actions/get-model-limits.ts';
import { type GetModelsParameters, type GetModelsReturnType, getModels } from './actions/get-models.ts';
import {
  type GetPredictGasParameters,
  type GetPredictGasReturnType,
  getPredictGas,
} from './actions/get-predict-gas.ts';
import {
  type GetPredictedClassParameters,
  type GetPredictedClassReturnType,
  getPredictedClass,
} from './actions/get-predicted-class.ts';
import {
  type GetPredictionParameters,
  type GetPredictionReturnType,
  getPrediction,
} from './actions/get-prediction.ts';
import {
  type GetPredictionTraceParameters,
  type GetPredictionTraceReturnType,
  getPredictionTrace,
} from './actions/get-prediction-trace.ts';
import { type PredictParameters, type PredictReturnType, predict } from './actions/predict.ts';
import {
  type PredictClassParameters,
  type PredictClassReturnType,
  predictClass,
} from './actions/predict-class.ts';
import {
  type PredictClassFromTextParameters,
  type PredictClassFromTextReturnType,
  predictClassFromText,
} from './actions/predict-class-from-text.ts';
import {
  type PredictFromTextParameters,
  type PredictFromTextReturnType,
  predictFromText,
} from './actions/predict-from-text.ts';
import { type PredictRawParameters, type PredictRawReturnType, predictRaw } from './actions/predict-raw.ts';
import {
  type PredictTextParameters,
  type PredictTextReturnType,
  predictText,
} from './actions/predict-text.ts';
import {
  type ReadArtefactParameters,
  type ReadArtefactReturnType,
  readArtefact,
} from './actions/read-artefact.ts';
import {
  type ReadModelHeadParameters,
  type ReadModelHeadReturnType,
  readModelHead,
} from './actions/read-model-head.ts';
import type { AnyClient } from './client.ts';

/**
 * What `mlActions()` adds to every client; nothing is written. Those that begin with `get` ask the node's `predict_`
 * namespace; the others ask PREDICT by `eth_call`, which any provider passes on. A type, not an interface: viem's
 * `extend` asks for one.
 */
export type MlActions = {
  /** The model's answer. */
  predict<N extends number | bigint>(parameters: PredictParameters<N>): Promise<PredictReturnType<N>>;
  /** Index of the largest output for one example. */
  predictClass(parameters: PredictClassParameters): Promise<PredictClassReturnType>;
  /** The answer of a model whose one input and one output are texts. */
  predictText(parameters: PredictTextParameters): Promise<PredictTextReturnType>;
  /** What a model generates step by step from one example. */
  generate<N extends number | bigint>(parameters: GenerateParameters<N>): Promise<GenerateReturnType<N>>;
  /** The answer of a model whose one input is a text. */
  predictFromText(parameters: PredictFromTextParameters): Promise<PredictFromTextReturnType>;
  /** Index of the largest output for one text. */
  predictClassFromText(parameters: PredictClassFromTextParameters): Promise<PredictClassFromTextReturnType>;
  /** The model's own little-endian numbers in and out. */
  predictRaw(parameters: PredictRawParameters): Promise<PredictRawReturnType>;
  /** Id, version, profile, lengths and price of a model. */
  describeModel(parameters: DescribeModelParameters): Promise<DescribeModelReturnType>;
  /** A model's bytes and its origin's, checked against the id that names them. */
  readArtefact(parameters: ReadArtefactParameters): Promise<ReadArtefactReturnType>;
  /** A model's first bytes, as far as its program reaches. */
  readModelHead(parameters: ReadModelHeadParameters): Promise<ReadModelHeadReturnType>;
  /** What PREDICT itself takes for so many examples. */
  gasOf(parameters: GasOfParameters): Promise<GasOfReturnType>;
  /** Gas of a transaction that asks the model these examples. */
  estimatePredictGas(parameters: EstimatePredictGasParameters): Promise<EstimatePredictGasReturnType>;
  /** Models by name. */
  getModels(parameters?: GetModelsParameters): Promise<GetModelsReturnType>;
  /** As `describeModel`, at any block. */
  getModel(parameters: GetModelParameters): Promise<GetModelReturnType>;
  /** How large models of this chain may be. */
  getModelLimits(): Promise<GetModelLimitsReturnType>;
  /** As `gasOf`, at any block. */
  getPredictGas(parameters: GetPredictGasParameters): Promise<GetPredictGasReturnType>;
  /** As `predict`, in decimals and at any block. */
  getPrediction(parameters: GetPredictionParameters): Promise<GetPredictionReturnType>;
  /** As `predictClass`, for decimals and at any block. */
  getPredictedClass(parameters: GetPredictedClassParameters): Promise<GetPredictedClassReturnType>;
  /** The calls of PREDICT in a mined transaction, gas down to the operators. */
  getPredictionTrace(parameters: GetPredictionTraceParameters): Promise<GetPredictionTraceReturnType>;
};

/**
 * Neural networks for a viem client.
 * @example
 * const client = createPublicClient({ transport: http() }).extend(mlActions());
 * await client.predict({ model: 'acme.cellar.grader', input: [13.2, 1.78, ...] });
 */
export function mlActions() {
  return (client: AnyClient): MlActions => ({
    predict: (parameters) => predict(client, parameters),
    predictClass: (parameters) => predictClass(client, parameters),
    generate: (parameters) => generate(client, parameters),
    predictText: (parameters) => predictText(client, parameters),
    predictFromText: (parameters) => predictFromText(client, parameters),
    predictClassFromText: (parameters) => predictClassFromText(client, parameters),
    predictRaw: (parameters) => predictRaw(client, parameters),
    describeModel: (parameters) => describeModel(client, parameters),
    readArtefact: (parameters) => readArtefact(client, parameters),
    readModelHead: (parameters) => readModelHead(client, parameters),
    gasOf: (parameters) => gasOf(client, parameters),
    estimatePredictGas: (parameters) => estimatePredictGas(client, parameters),
    getModels: (parameters) => getModels(client, parameters),
    getModel: (parameters) => getModel(client, parameters),
    getModelLimits: () => getModelLimits(client),
    getPredictGas: (parameters) => getPredictGas(client, parameters),
    getPrediction: (parameters) => getPrediction(client, parameters),
    getPredictedClass: (parameters) => getPredictedClass(client, parameters),
    getPredictionTrace: (parameters) => getPredictionTrace(client, parameters),
  });
}

/** The workshop: from a Keras file to an artefact. Off-chain only; a validator never loads it. */

export { createRunner, type NodeTime, profileModel } from '../plan/profile-model.ts';
export { type AttackOptions, attack } from './attack/attack.ts';
export type { Bounds } from './attack/bounds.ts';
export { AttackError } from './attack/decision.ts';
export {
  type AttackReport,
  type FooledSample,
  METHODS as ATTACK_METHODS,
  type Method as AttackMethod,
  type MethodReport,
} from './attack/report.ts';
export { attackJson } from './attack/report-json.ts';
export { attackSvg } from './attack/report-svg.ts';
export { attackText } from './attack/report-text.ts';
export { GraphWriter } from './build/graph-writer.ts';
export type { TextOutput } from './build/pieces.ts';
export { indexPort, plainValue, realPort, textPort } from './build/plain.ts';
export { sweep } from './build/sweep.ts';
export { exportKeras } from './export/export-keras.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './float/evaluate.ts';
export { GradientError, pullBack } from './float/pull-back.ts';
export { type ForecastOptions, forecast } from './generate/forecast.ts';
export { type GenerateOptions, type Generating, generate } from './generate/generate.ts';
export { GenerateError } from './generate/generate-error.ts';
export { type Answers, answersOf, withOwnTokens } from './generate/own-tokens.ts';
export { type ImportOptions, type ImportProgress, importKeras } from './import/import-keras.ts';
export type { ModelSource } from './import/read/read-model.ts';
export {
  decodeNetwork,
  decodeOrigin,
  encodeNetwork,
  type KerasModel,
  type KerasVariable,
  type Network,
  type Origin,
} from './origin/index.ts';
export { leastBytes } from './quantize/least-bytes.ts';
export {
  type Quantized,
  type QuantizeOptions,
  type QuantizeProgress,
  quantize,
} from './quantize/quantize.ts';
export { QuantizeError } from './quantize/quantize-error.ts';
export {
  type MeasuredOn,
  measuredOn,
  type OutputReport,
  profileOf,
  type QuantizeReport,
  type ValueReport,
} from './quantize/report/report.ts';
export { reportJson } from './quantize/report/report-json.ts';
export { reportSvg } from './quantize/report/report-svg.ts';
export { reportText } from './quantize/report/report-text.ts';
export { type Verification, verify } from './verify.ts';

/** The workshop: from a Keras file to an artefact. Off-chain only; a validator never loads it. */
export { exportKeras } from './export/export-keras.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './float/evaluate.ts';
export { type ImportOptions, type ImportProgress, importKeras } from './import/import-keras.ts';
export type { ModelSource } from './import/read/read-model.ts';

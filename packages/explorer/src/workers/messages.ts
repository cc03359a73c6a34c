import type {
  KernelAnswer,
  LayerDifference,
  ModelInput,
  ModelSummary,
  WeightSpread,
} from './model-summary.ts';

/** What the page asks of a model's worker. */
export type Asked = { readonly id: number } & (
  | { readonly ask: 'load'; readonly artefact: Uint8Array }
  | { readonly ask: 'run'; readonly input: ModelInput }
  | { readonly ask: 'compare'; readonly other: Uint8Array }
  | { readonly ask: 'spread'; readonly layer: number }
  | { readonly ask: 'config'; readonly origin: Uint8Array }
);

/** What it answers. */
export type Answered =
  | {
      readonly id: number;
      readonly result: ModelSummary | KernelAnswer | LayerDifference[] | WeightSpread | string | undefined;
    }
  | { readonly id: number; readonly error: string };

/** What a worker is asked that writes a Keras file: both parts of an artefact. */
export interface KerasAsked {
  readonly model: Uint8Array;
  readonly origin: Uint8Array;
}

export type KerasAnswered = { readonly file: Uint8Array } | { readonly error: string };

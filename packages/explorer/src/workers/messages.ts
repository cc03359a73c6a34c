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
);

/** What it answers. */
export type Answered =
  | {
      readonly id: number;
      readonly result: ModelSummary | KernelAnswer | LayerDifference[] | WeightSpread | undefined;
    }
  | { readonly id: number; readonly error: string };

/** What a model is asked: numbers in units of 1e-18, or a text. */
export type ModelInput = readonly bigint[] | string;

/** What it answers: numbers in units of 1e-18, or the bytes of a text, which should be UTF-8. */
export type ModelOutput = readonly bigint[] | Uint8Array;

/** What a page shows of a model. Plain data: it comes out of a worker. */
export interface ModelSummary {
  readonly profile: string;
  readonly parameters: number;
  readonly planBytes: number;
  /** Bytes of UTF-8 that it takes as a text at the most; 0: it takes no text. */
  readonly textBytes: number;
  /** True if it answers a text with a text. */
  readonly givesText: boolean;
  readonly inputs: readonly PortSummary[];
  readonly outputs: readonly PortSummary[];
  readonly layers: readonly LayerSummary[];
  readonly drawing: Drawing | undefined;
}

/** Where numbers enter or leave. */
export interface PortSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly kind: 'real' | 'index' | 'text';
  /** Least and largest number that it can hold, for each index of the last axis or for all. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Operators that came from one layer of Keras, one after another. */
export interface LayerSummary {
  readonly name: string;
  readonly operators: readonly string[];
  readonly shape: readonly number[];
  readonly type: string;
  readonly macs: number;
  readonly parameters: number;
  readonly bytes: number;
  readonly gas: number;
}

/** What is compared of a layer. */
export type LayerFacts = Pick<LayerSummary, 'name' | 'operators' | 'shape' | 'type' | 'bytes' | 'gas'>;

/** A layer of two models. */
export interface LayerDifference {
  readonly name: string;
  /** Undefined where only the other model has it. */
  readonly before: LayerFacts | undefined;
  readonly after: LayerFacts | undefined;
  /** Bytes of weights that differ; undefined where they are not of the same lengths. */
  readonly differing: number | undefined;
}

/** A picture of the graph: boxes for ports and layers, in units of a pixel. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly title: string;
    readonly detail: string;
    readonly note: string;
    /** Index into `layers`; undefined for ports. */
    readonly layer: number | undefined;
  }[];
  readonly edges: readonly { readonly points: readonly { readonly x: number; readonly y: number }[] }[];
}

/** How a layer's weights are spread. */
export interface WeightSpread {
  readonly low: number;
  readonly high: number;
  /** Counts of equal steps from low to high. */
  readonly counts: readonly number[];
  readonly tensors: readonly {
    readonly role: string;
    readonly shape: readonly number[];
    readonly type: string;
  }[];
}

/** An answer of the kernels. */
export interface KernelAnswer {
  readonly output: ModelOutput;
  readonly milliseconds: number;
}

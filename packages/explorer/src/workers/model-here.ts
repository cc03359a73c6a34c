import type { Answered, Asked } from './messages.ts';
import type {
  KernelAnswer,
  LayerDifference,
  ModelInput,
  ModelSummary,
  WeightSpread,
} from './model-summary.ts';

type Question = Asked extends infer Each ? (Each extends { id: number } ? Omit<Each, 'id'> : never) : never;

/** Milliseconds that a worker may take for one question. */
const patience = 60_000;

/** A model in this browser: its bytes decoded and run in a worker of its own. */
export class ModelHere {
  readonly #worker = new Worker(new URL('./model-worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #last = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.result);
    };
    this.#worker.onerror = () => this.#end(new Error('The kernels could not be started in this browser.'));
  }

  /** Decodes and checks the bytes. Rejects with one sentence if they are no model. */
  load(artefact: Uint8Array): Promise<ModelSummary> {
    return this.#ask({ ask: 'load', artefact }) as Promise<ModelSummary>;
  }

  /** The model's answer to one example. */
  run(input: ModelInput): Promise<KernelAnswer> {
    return this.#ask({ ask: 'run', input }) as Promise<KernelAnswer>;
  }

  /** What another model has otherwise, layer by layer. Rejects with one sentence if its bytes are no model. */
  compare(other: Uint8Array): Promise<LayerDifference[]> {
    return this.#ask({ ask: 'compare', other }) as Promise<LayerDifference[]>;
  }

  /** How the weights of a layer are spread; undefined if it has none. */
  spread(layer: number): Promise<WeightSpread | undefined> {
    return this.#ask({ ask: 'spread', layer }) as Promise<WeightSpread | undefined>;
  }

  /** Keras's own config of the network, as indented JSON. Rejects with one sentence if the origin is none. */
  config(origin: Uint8Array): Promise<string> {
    return this.#ask({ ask: 'config', origin }) as Promise<string>;
  }

  close(): void {
    this.#end(new Error('The model was put away.'));
  }

  #ask(question: Question): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => this.#end(new Error(`The model took longer than ${patience / 1_000} s in this browser.`)),
        patience,
      );
      this.#waiting.set(id, {
        resolve(value) {
          clearTimeout(late);
          resolve(value);
        },
        reject(error) {
          clearTimeout(late);
          reject(error);
        },
      });
      this.#worker.postMessage({ ...question, id });
    });
  }

  #end(error: Error): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

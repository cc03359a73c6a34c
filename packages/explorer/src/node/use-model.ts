import { readArtefact } from '@evm-ml/evm/viem';
import { useEffect, useState } from 'preact/hooks';
import type { Client } from 'viem';
import { ModelHere } from '../workers/model-here.ts';
import type { ModelSummary } from '../workers/model-summary.ts';
import { errorText } from './error-text.ts';

/** A model that was read from the chain, checked against its id, and loaded in this browser. */
export interface LoadedModel {
  readonly here: ModelHere;
  readonly summary: ModelSummary;
  readonly artefact: Uint8Array;
  /** What tells of the Keras network that it was; undefined where it was sealed without. */
  readonly origin: Uint8Array | undefined;
}

/** Reads and loads a model while a place shows it. `modelId`: undefined until it is known. */
export function useModel(
  client: Client,
  modelId: string | undefined,
): { readonly loaded: LoadedModel | undefined; readonly error: string | undefined } {
  const [state, setState] = useState<{ id?: string; loaded?: LoadedModel; error?: string }>({});
  useEffect(() => {
    if (modelId === undefined) return;
    const here = new ModelHere();
    let isGone = false;
    const load = async () => {
      const { artefact, origin } = await readArtefact(client, { model: modelId });
      const summary = await here.load(artefact);
      if (!isGone) setState({ id: modelId, loaded: { here, summary, artefact, origin } });
    };
    load().catch((error: unknown) => {
      if (!isGone) setState({ id: modelId, error: errorText(error) });
    });
    return () => {
      isGone = true;
      here.close();
    };
  }, [client, modelId]);
  if (state.id !== modelId) return { loaded: undefined, error: undefined };
  return { loaded: state.loaded, error: state.error };
}

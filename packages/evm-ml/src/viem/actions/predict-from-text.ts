import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { fixedToReal } from '../fixed-point.ts';
import { predictContract } from '../predict-contract.ts';

export interface PredictFromTextParameters extends ModelReference {
  /** At most as many bytes of UTF-8 as the model takes. */
  readonly text: string;
}
export type PredictFromTextReturnType = number[];

/** What a model whose one input is a text answers. */
export async function predictFromText(
  client: AnyClient,
  { model, text }: PredictFromTextParameters,
): Promise<PredictFromTextReturnType> {
  const output = await readContract(client, {
    ...predictContract,
    functionName: 'predictFromText',
    args: [model, text],
  });
  return output.map(fixedToReal);
}

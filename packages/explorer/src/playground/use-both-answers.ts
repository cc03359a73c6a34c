import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Client } from 'viem';
import { errorText } from '../node/error-text.ts';
import type { ModelHere } from '../workers/model-here.ts';
import type { KernelAnswer, ModelInput } from '../workers/model-summary.ts';
import { askChain, type ChainAnswer, type Question } from './ask-chain.ts';
import { latestOnly } from './latest-only.ts';

/** An answer to an input, or why there is none. */
export interface Told<T> {
  readonly input: ModelInput;
  readonly value?: T;
  readonly error?: string;
}

export interface BothAnswers {
  readonly chain: Told<ChainAnswer> | undefined;
  readonly here: Told<KernelAnswer> | undefined;
}

/** Asks the chain and the kernels of this browser the same thing whenever it changes. */
export function useBothAnswers(
  client: Client,
  { model, wantsText }: Pick<Question, 'model' | 'wantsText'>,
  here: ModelHere,
  input: ModelInput | undefined,
): BothAnswers {
  const [answers, setAnswers] = useState<BothAnswers>({ chain: undefined, here: undefined });
  const ask = useMemo(() => {
    const told = (asked: ModelInput, result: { value: unknown } | { error: unknown }) =>
      'value' in result
        ? { input: asked, value: result.value }
        : { input: asked, error: errorText(result.error) };
    return {
      chain: latestOnly(
        (asked: ModelInput) => askChain(client, { model, wantsText, input: asked }),
        (asked, result) => setAnswers((old) => ({ ...old, chain: told(asked, result) as Told<ChainAnswer> })),
      ),
      here: latestOnly(
        (asked: ModelInput) => here.run(asked),
        (asked, result) => setAnswers((old) => ({ ...old, here: told(asked, result) as Told<KernelAnswer> })),
      ),
    };
  }, [client, model, wantsText, here]);
  useEffect(() => {
    if (input === undefined) {
      setAnswers({ chain: undefined, here: undefined });
      return;
    }
    ask.here(input);
    ask.chain(input);
  }, [ask, input]);
  return answers;
}

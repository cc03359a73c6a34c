import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Client } from 'viem';
import { errorText } from '../node/error-text.ts';
import type { ModelHere } from '../workers/model-here.ts';
import type { KernelAnswer } from '../workers/model-summary.ts';
import { askChain, type ChainAnswer } from './ask-chain.ts';
import { latestOnly } from './latest-only.ts';

/** An answer to an input, or why there is none. */
export interface Told<T> {
  readonly input: readonly bigint[];
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
  model: string,
  here: ModelHere,
  input: readonly bigint[] | undefined,
): BothAnswers {
  const [answers, setAnswers] = useState<BothAnswers>({ chain: undefined, here: undefined });
  const ask = useMemo(() => {
    const told = (asked: readonly bigint[], result: { value: unknown } | { error: unknown }) =>
      'value' in result
        ? { input: asked, value: result.value }
        : { input: asked, error: errorText(result.error) };
    return {
      chain: latestOnly(
        (numbers: readonly bigint[]) => askChain(client, model, numbers),
        (asked, result) => setAnswers((old) => ({ ...old, chain: told(asked, result) as Told<ChainAnswer> })),
      ),
      here: latestOnly(
        (numbers: readonly bigint[]) => here.run(numbers),
        (asked, result) => setAnswers((old) => ({ ...old, here: told(asked, result) as Told<KernelAnswer> })),
      ),
    };
  }, [client, model, here]);
  useEffect(() => {
    if (!input) {
      setAnswers({ chain: undefined, here: undefined });
      return;
    }
    ask.here(input);
    ask.chain(input);
  }, [ask, input]);
  return answers;
}

import { formatCount, formatMilliseconds } from '../format/numbers.ts';
import { Notice } from '../parts/notice.tsx';
import { countDifferences } from './same-bits.ts';
import type { BothAnswers } from './use-both-answers.ts';

/** Whether chain and browser gave the same bits, and how long each took. */
export function Verdict({ answers: { chain, here }, gas }: { answers: BothAnswers; gas: bigint }) {
  const isSameInput = chain?.input === here?.input;
  const differences =
    chain?.value && here?.value && isSameInput
      ? countDifferences(chain.value.output, here.value.output)
      : undefined;
  return (
    <>
      {differences === 0 && (
        <Notice kind="good">Same bits: chain and browser agree on every bit of the answer.</Notice>
      )}
      {differences !== undefined && differences > 0 && (
        <Notice kind="bad">
          NOT THE SAME BITS: {formatCount(differences)} of {formatCount(chain!.value!.output.length)}{' '}
          {chain!.value!.output instanceof Uint8Array ? 'bytes' : 'numbers'} differ between the chain and this
          browser. One of them runs another program than it says.
        </Notice>
      )}
      <dl class="sides">
        <div>
          <dt>The chain</dt>
          <dd>
            {chain?.error ?? (chain?.value ? formatMilliseconds(chain.value.milliseconds) : '…')}
            <small>eth_call, there and back; {formatCount(gas)} gas in a transaction, nothing warm</small>
          </dd>
        </div>
        <div>
          <dt>This browser</dt>
          <dd>
            {here?.error ?? (here?.value ? formatMilliseconds(here.value.milliseconds) : '…')}
            <small>the same kernels, in WebAssembly; no gas</small>
          </dd>
        </div>
      </dl>
    </>
  );
}

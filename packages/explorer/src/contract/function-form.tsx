import { useId, useState } from 'preact/hooks';
import {
  type AbiFunction,
  type AbiParameter,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseEther,
  toFunctionSignature,
} from 'viem';
import { call } from 'viem/actions';
import { type Named, nameValues } from '../decode/decode-call.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { errorText } from '../node/error-text.ts';
import { useNode } from '../node/use-node.ts';
import { TransactionLink } from '../parts/hex.tsx';
import { NamedValues } from '../parts/named-values.tsx';
import { Notice } from '../parts/notice.tsx';
import { explainRevert } from './explain-revert.ts';
import { labelOf, parseArgument } from './parse-argument.ts';
import type { Sender } from './senders.ts';

/** What came of asking a contract. */
type Outcome =
  | { readonly values: readonly Named[] }
  | { readonly hash: Hex }
  | { readonly error: string }
  | undefined;

export const isRead = ({ stateMutability }: AbiFunction): boolean =>
  stateMutability === 'view' || stateMutability === 'pure';

/** A function of a contract: its arguments, and what it answers, or the transaction that calls it. */
export function FunctionForm({
  address,
  item,
  sender,
}: {
  address: Hex;
  item: AbiFunction;
  sender: Sender | undefined;
}) {
  const { client } = useNode();
  const id = useId();
  const [texts, setTexts] = useState<readonly string[]>(() => item.inputs.map(() => ''));
  const [ether, setEther] = useState('');
  const [outcome, setOutcome] = useState<Outcome>();
  const [isBusy, setBusy] = useState(false);
  const reads = isRead(item);

  const act = async (): Promise<Outcome> => {
    const args = item.inputs.map((input, index) => parseArgument(input, texts[index] ?? ''));
    const data = encodeFunctionData({ abi: [item], functionName: item.name, args });
    if (!reads) {
      if (!sender) throw new Error('There is no wallet in this browser, and the node signs for nobody.');
      const value = numberToHex(item.stateMutability === 'payable' ? parseEther(ether.trim() || '0') : 0n);
      return { hash: await sender.send({ to: address, data, value }) };
    }
    const { data: answer = '0x' } = await call(client, { to: address, data });
    return { values: valuesOf(item, answer) };
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      setOutcome(await act());
    } catch (error) {
      setOutcome({ error: explainRevert(error) ?? errorText(error) });
    }
    setBusy(false);
  };
  return (
    <details class="function">
      <summary>
        <code>{shortenText(showText(toFunctionSignature(item)), 120)}</code>
      </summary>
      <form class="form" onSubmit={submit}>
        {item.inputs.map((input, index) => (
          <Field
            key={index}
            id={`${id}-${index}`}
            label={labelOf(input)}
            value={texts[index] ?? ''}
            onText={(text) => setTexts(texts.map((old, place) => (place === index ? text : old)))}
          />
        ))}
        {item.stateMutability === 'payable' && (
          <Field id={`${id}-value`} label="ETH to send along" value={ether} onText={setEther} />
        )}
        <button type="submit" disabled={isBusy}>
          {reads ? 'Ask' : 'Send'}
        </button>
      </form>
      {outcome && 'error' in outcome && <Notice kind="bad">{outcome.error}</Notice>}
      {outcome && 'hash' in outcome && (
        <Notice kind="good">
          Sent: <TransactionLink hash={outcome.hash} />
        </Notice>
      )}
      {outcome && 'values' in outcome && (
        <div role="status">
          {outcome.values.length === 0 ? 'It answers nothing.' : <NamedValues values={outcome.values} />}
        </div>
      )}
    </details>
  );
}

function Field({
  id,
  label,
  value,
  onText,
}: {
  id: string;
  label: string;
  value: string;
  onText: (text: string) => void;
}) {
  return (
    <>
      <label for={id}>{shortenText(showText(label), 120)}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </>
  );
}

/** Answers with their names. */
function valuesOf(item: AbiFunction, data: Hex): Named[] {
  const { outputs } = item;
  if (outputs.length === 0) return [];
  const decoded: unknown = decodeFunctionResult({ abi: [item], functionName: item.name, data });
  const list = outputs.length === 1 ? [decoded] : (decoded as unknown[]);
  return nameValues(
    outputs.map((output, index): AbiParameter => ({ ...output, name: output.name || String(index) })),
    list,
  );
}

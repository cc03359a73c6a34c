import { getPredictionTrace } from '@evm-ml/evm/viem';
import type { Hex, Transaction, TransactionReceipt } from 'viem';
import { getTransaction, getTransactionReceipt } from 'viem/actions';
import { decodeCall } from '../decode/decode-call.ts';
import { formatEther, formatGasPrice } from '../format/amount.ts';
import { formatCount } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Facts } from '../parts/facts.tsx';
import { AddressLink, BlockLink, Hash } from '../parts/hex.tsx';
import { NamedValues } from '../parts/named-values.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Wait } from '../parts/wait.tsx';
import { CallTree } from './call-tree.tsx';
import { LogList } from './log-list.tsx';
import { PredictionPanel } from './prediction-panel.tsx';
import { predictFrames, readFrames } from './read-frames.ts';
import { revertReason } from './revert-reason.ts';

/** One transaction: what it says, what it did, and which models it asked. */
export function TransactionPage({ hash }: { hash: Hex }) {
  const { client, blocks } = useNode();
  const found = useAnswer(
    async () => {
      const transaction = await getTransaction(client, { hash });
      const receipt =
        transaction.blockNumber === null ? undefined : await getTransactionReceipt(client, { hash });
      return { transaction, receipt };
    },
    hash,
    [client, blocks[0]?.hash],
  );
  return (
    <>
      <h1>Transaction</h1>
      <Wait answer={found}>
        {({ transaction, receipt }) => (
          <>
            <Overview transaction={transaction} receipt={receipt} />
            {receipt && <Inside key={receipt.blockHash} transaction={transaction} receipt={receipt} />}
          </>
        )}
      </Wait>
    </>
  );
}

function Overview({
  transaction,
  receipt,
}: {
  transaction: Transaction;
  receipt: TransactionReceipt | undefined;
}) {
  const { hash, from, to, value, nonce, gas, input, type, blockNumber } = transaction;
  const call = to ? decodeCall(to, input) : undefined;
  return (
    <>
      <Panel
        title="Overview"
        aside={
          receipt ? (
            <span class={`tag ${receipt.status === 'success' ? 'good' : 'bad'}`}>
              {receipt.status === 'success' ? 'succeeded' : 'reverted'}
            </span>
          ) : (
            <span class="tag">waiting</span>
          )
        }
      >
        <Facts
          facts={[
            ['Hash', <Hash key="hash" text={hash} what="hash" />],
            ['Block', blockNumber === null ? undefined : <BlockLink key="block" number={blockNumber} />],
            ['From', <AddressLink key="from" address={from} whole />],
            ['To', to ? <AddressLink key="to" address={to} whole /> : undefined],
            [
              'Contract made',
              receipt?.contractAddress ? (
                <AddressLink key="made" address={receipt.contractAddress} whole />
              ) : undefined,
            ],
            ['Value', formatEther(value)],
            [
              'Gas',
              receipt
                ? `${formatCount(receipt.gasUsed)} of ${formatCount(gas)}`
                : `at most ${formatCount(gas)}`,
            ],
            ['Price of gas', receipt ? formatGasPrice(receipt.effectiveGasPrice) : undefined],
            ['Nonce, type', `${formatCount(nonce)}, ${type}`],
          ]}
        />
      </Panel>
      {input !== '0x' && (
        <Panel title="Call">
          {call && (
            <>
              <p>
                <code>{shortenText(showText(call.signature), 200)}</code>
              </p>
              <NamedValues values={call.args} />
            </>
          )}
          <details>
            <summary>Input, {formatCount((input.length - 2) / 2)} bytes</summary>
            <CodeBlock title="Input" text={input} />
          </details>
        </Panel>
      )}
    </>
  );
}

function Inside({ transaction, receipt }: { transaction: Transaction; receipt: TransactionReceipt }) {
  const { client } = useNode();
  const { hash } = transaction;
  const failed = receipt.status === 'reverted';
  const inside = useAnswer(async () => {
    const [frames, predictions] = await Promise.all([
      readFrames(client, hash),
      getPredictionTrace(client, { hash }),
    ]);
    return {
      frames,
      predictions,
      reason: failed ? await revertReason(client, transaction, frames) : undefined,
    };
  }, hash);
  return (
    <>
      <Wait answer={inside}>
        {({ frames, predictions, reason }) => {
          const asked = frames ? predictFrames(frames) : [];
          const doors = predictions.filter(({ door }) => door === 'precompile');
          return (
            <>
              {reason !== undefined && (
                <Notice kind="bad">Reverted: {shortenText(showText(reason), 500)}</Notice>
              )}
              {predictions.slice(0, 20).map((prediction, index) => (
                <PredictionPanel
                  key={index}
                  prediction={prediction}
                  frame={
                    // Without a trace of calls, what the transaction itself says is known.
                    asked[doors.indexOf(prediction)] ??
                    (frames === undefined && predictions.length === 1
                      ? { input: transaction.input }
                      : undefined)
                  }
                />
              ))}
              {predictions.length > 20 && (
                <p class="quiet">And {formatCount(predictions.length - 20)} more predictions.</p>
              )}
              {(frames?.calls?.length ?? 0) > 0 && (
                <Panel title="Calls">
                  <CallTree root={frames!} />
                </Panel>
              )}
              {frames === undefined && transaction.input !== '0x' && (
                <p class="quiet">
                  Which contracts were called inside is not known here: this node traces for nobody, or not
                  for you.
                </p>
              )}
            </>
          );
        }}
      </Wait>
      {receipt.logs.length > 0 && (
        <Panel title={`Logs (${formatCount(receipt.logs.length)})`}>
          <LogList logs={receipt.logs} />
        </Panel>
      )}
    </>
  );
}

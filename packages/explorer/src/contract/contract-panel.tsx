import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AbiFunction, Hex } from 'viem';
import { contractAbi, NAMED_STANDARDS } from '../decode/known-abis.ts';
import { keepOwnAbi, onOwnAbis, ownAbi } from '../decode/own-abis.ts';
import { parseAbiText } from '../decode/parse-abi.ts';
import { useNode } from '../node/use-node.ts';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { FunctionForm, isRead } from './function-form.tsx';
import { keptSources } from './kept-sources.ts';
import { type Sender, useSenders } from './senders.ts';
import { SourcesPanel } from './sources-panel.tsx';
import { VerifyPanel } from './verify-panel.tsx';

/** Functions shown of a kind, at most. */
const mostFunctions = 200;

/**
 * A contract's functions as forms, where its interface is known, or somebody says it or gives the sources.
 * @param code as it runs
 */
export function ContractPanel({ address, code }: { address: Hex; code: Hex }) {
  const [changes, setChanges] = useState(0);
  useEffect(() => onOwnAbis(() => setChanges((count) => count + 1)), []);
  const abi = contractAbi(address);
  const isOwn = ownAbi(address) !== undefined;
  const verified = useMemo(() => keptSources(address, code), [address, code, changes]);
  const functions = (abi ?? []).filter((item): item is AbiFunction => item.type === 'function');
  return (
    <>
      {functions.length > 0 && <Functions address={address} functions={functions} />}
      {verified && <SourcesPanel address={address} verified={verified} hasAbi={abi !== undefined} />}
      {!verified && (abi === undefined || isOwn) && (
        <Panel
          title="Interface"
          aside={
            isOwn ? (
              <button type="button" onClick={() => keepOwnAbi(address, undefined)}>
                Forget
              </button>
            ) : undefined
          }
        >
          {isOwn ? (
            <p class="quiet">
              {abi!.length} entries that you gave; calls, logs and errors are shown by them. Nobody has
              checked that they are those of this contract.
            </p>
          ) : (
            <AbiInput address={address} />
          )}
        </Panel>
      )}
      {!verified && (abi === undefined || isOwn) && <VerifyPanel address={address} code={code} />}
    </>
  );
}

function Functions({ address, functions }: { address: Hex; functions: readonly AbiFunction[] }) {
  const { client } = useNode();
  const senders = useSenders(client);
  const [chosen, setChosen] = useState(0);
  const sender: Sender | undefined = senders?.[chosen] ?? senders?.[0];
  const reads = functions.filter(isRead);
  const writes = functions.filter((item) => !isRead(item));
  const list = (items: readonly AbiFunction[]) =>
    items
      .slice(0, mostFunctions)
      .map((item, index) => (
        <FunctionForm key={`${item.name} ${index}`} address={address} item={item} sender={sender} />
      ));
  return (
    <>
      {reads.length > 0 && <Panel title="Read">{list(reads)}</Panel>}
      {writes.length > 0 && (
        <Panel title="Write">
          {!senders ? (
            <p class="quiet" role="status">
              Loading…
            </p>
          ) : senders.length > 0 ? (
            <div class="options">
              <label>
                Sent by
                <select
                  value={String(senders.indexOf(sender!))}
                  onChange={({ currentTarget: { value } }) => setChosen(Number(value))}
                >
                  {senders.map(({ name }, index) => (
                    <option key={index} value={index}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          ) : (
            <p class="quiet">There is no wallet in this browser, and the node signs for nobody.</p>
          )}
          {list(writes)}
        </Panel>
      )}
    </>
  );
}

function AbiInput({ address }: { address: Hex }) {
  const [error, setError] = useState<string>();
  const take = (text: string) => {
    if (text.trim() === '') return setError(undefined);
    const parsed = parseAbiText(text);
    if ('error' in parsed) return setError(parsed.error);
    setError(undefined);
    keepOwnAbi(address, parsed.abi);
  };
  return (
    <>
      <p class="quiet">
        The page does not know what this contract understands. Give its ABI, or a compiler's file that has
        one: it is kept in this browser alone.
      </p>
      <div class="form">
        <label for="abi">ABI in JSON</label>
        <textarea
          id="abi"
          rows={4}
          spellcheck={false}
          aria-invalid={error !== undefined}
          onInput={(event) => take(event.currentTarget.value)}
        />
        <label for="abi-file">or a file</label>
        <input
          id="abi-file"
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget: { files } }) => {
            files?.[0]?.text().then(take, () => setError('The file could not be read.'));
          }}
        />
      </div>
      {error !== undefined && <Notice kind="bad">{error}</Notice>}
      <div class="options">
        {NAMED_STANDARDS.map(([name, abi]) => (
          <button key={name} type="button" onClick={() => keepOwnAbi(address, abi)}>
            It is {name}
          </button>
        ))}
      </div>
    </>
  );
}

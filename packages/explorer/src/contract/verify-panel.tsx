import { useEffect, useRef, useState } from 'preact/hooks';
import type { Hex } from 'viem';
import { errorText } from '../node/error-text.ts';
import { useAnswer } from '../node/use-answer.ts';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { chooseCompiler } from '../verification/choose-compiler.ts';
import { compilerOf } from '../verification/code-metadata.ts';
import type { Offered } from '../verification/messages.ts';
import { mostCharacters } from '../verification/read-input.ts';
import { listCompilers, verifyHere } from '../verification/verify-here.ts';
import { keepSources } from './kept-sources.ts';

/** Takes a compiler's input, and finds out whether a contract was made of it. */
export function VerifyPanel({ address, code }: { address: Hex; code: Hex }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [stop, setStop] = useState<AbortController>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const compilers = useAnswer(listCompilers, '', []);
  const bare = code.slice(2);
  const verify = async (given: string) => {
    const control = new AbortController();
    running.current?.abort();
    running.current = control;
    setStop(control);
    setError(undefined);
    try {
      const asked = { text: given, address: address.slice(2), code: bare, compilers: await listCompilers() };
      keepSources(address, code, await verifyHere(asked, control.signal));
    } catch (why) {
      if (running.current === control) setError(errorText(why));
    }
    if (running.current === control) setStop(undefined);
  };
  const takeFile = (file: File | undefined) => {
    if (!file) return;
    if (file.size > mostCharacters) return setError(`The file is longer than ${mostCharacters / 1e6} MB.`);
    file.text().then(verify, () => setError('The file could not be read.'));
  };
  return (
    <Panel title="Verify the sources">
      <p class="quiet">
        {aboutCompiler(bare, compilers.value)} Give what the compiler was given, its standard JSON input, and
        this browser compiles it and compares: the file in <code>artifacts/build-info</code> of Hardhat, or
        what <code>forge verify-contract --show-standard-json-input</code> prints.
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void verify(text);
        }}
      >
        <label for="input-file">The compiler's input, a file</label>
        <input
          id="input-file"
          type="file"
          accept=".json,application/json"
          disabled={stop !== undefined}
          onChange={({ currentTarget: { files } }) => takeFile(files?.[0])}
        />
        <label for="input-text">or its text</label>
        <textarea
          id="input-text"
          rows={4}
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {stop ? (
          <button key="stop" type="button" onClick={() => stop.abort()}>
            Stop
          </button>
        ) : (
          <button key="start" type="submit" disabled={text.trim() === ''}>
            Compile and compare
          </button>
        )}
      </form>
      {stop && (
        <p class="quiet" role="status">
          Compiling in this browser; the compiler is 9 MB, and large sources take a minute…
        </p>
      )}
      {error !== undefined && <Notice kind="bad">{error}</Notice>}
    </Panel>
  );
}

/** Which compiler made the code, and whether it is here. */
function aboutCompiler(code: string, offered: readonly Offered[] | undefined): string {
  const made = compilerOf(code);
  if (!offered) return '';
  try {
    chooseCompiler(code, undefined, offered);
  } catch (error) {
    return errorText(error);
  }
  return made === undefined
    ? 'The code does not say which compiler made it.'
    : `The code says that solc ${made} made it, which is here.`;
}

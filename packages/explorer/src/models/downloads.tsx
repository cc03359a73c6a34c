import { useState } from 'preact/hooks';
import { errorText } from '../node/error-text.ts';
import type { LoadedModel } from '../node/use-model.ts';
import { writeKeras } from '../workers/write-keras.ts';
import { saveFile } from './save-file.ts';

/** A model as a file: as it is on the chain, or for Keras. */
export function Downloads({
  reference,
  loaded: { artefact, origin },
}: {
  reference: string;
  loaded: LoadedModel;
}) {
  const [isWriting, setWriting] = useState(false);
  const [error, setError] = useState<string>();
  const write = async (from: Uint8Array) => {
    setWriting(true);
    setError(undefined);
    try {
      saveFile(await writeKeras({ model: artefact, origin: from }), `${reference}.keras`);
    } catch (why) {
      setError(errorText(why));
    }
    setWriting(false);
  };
  return (
    <>
      {error !== undefined && (
        <span class="wrong" role="alert">
          {error}
        </span>
      )}
      <button type="button" onClick={() => saveFile(artefact, `${reference}.evmml`)}>
        Download artefact
      </button>
      {origin && (
        <button type="button" disabled={isWriting} onClick={() => void write(origin)}>
          {isWriting ? 'Writing…' : 'Download .keras'}
        </button>
      )}
    </>
  );
}

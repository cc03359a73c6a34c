import { useState } from 'preact/hooks';
import { errorText } from '../node/error-text.ts';
import type { LoadedModel } from '../node/use-model.ts';
import { CodeBlock } from '../parts/code-block.tsx';

/** What Keras says of the network that a model was; read when somebody looks. */
export function KerasConfig({ loaded: { here, origin } }: { loaded: LoadedModel }) {
  const [text, setText] = useState<string>();
  if (!origin) return <p class="quiet">The model was sealed without what Keras said of it.</p>;
  const read = () => {
    if (text !== undefined) return;
    here.config(origin).then(setText, (error: unknown) => setText(errorText(error)));
  };
  return (
    <details onToggle={read}>
      <summary>What Keras says of it</summary>
      {text === undefined ? <p class="quiet">Reading…</p> : <CodeBlock title="config.json" text={text} />}
    </details>
  );
}

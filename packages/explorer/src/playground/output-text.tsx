import { showText } from '../format/shorten.ts';

/** The answer as a text; bytes that are no UTF-8 are shown as marks. */
export function OutputText({ output }: { output: Uint8Array }) {
  const text = showText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(output));
  return (
    <output class="answer-text" aria-label="The text that the model answers">
      {text === '' ? <span class="quiet">(an empty text)</span> : text}
    </output>
  );
}

import { shortenText, showText } from '../format/shorten.ts';

/** Characters of an answer that are shown: a network may answer with as many as it likes. */
const most = 10_000;

/** The answer as a text; bytes that are no UTF-8 are shown as marks. */
export function OutputText({ output }: { output: Uint8Array }) {
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(output);
  const text = showText(shortenText(decoded, most));
  return (
    <output class="answer-text" aria-label="The text that the model answers">
      {text === '' ? <span class="quiet">(an empty text)</span> : text}
    </output>
  );
}

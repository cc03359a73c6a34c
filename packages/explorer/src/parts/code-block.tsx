import { shortenText, showLines } from '../format/shorten.ts';
import { CopyButton } from './copy-button.tsx';
import { Scroll } from './scroll.tsx';

/** A text to copy; what is longer than a screen is copied whole and shown in part. */
export function CodeBlock({ title, text, most = 4_000 }: { title: string; text: string; most?: number }) {
  return (
    <div class="code-block">
      <div class="code-head">
        <h3>{title}</h3>
        <CopyButton text={text} what={title} />
      </div>
      <Scroll label={title}>
        <pre>
          <code>{showLines(shortenText(text, most))}</code>
        </pre>
      </Scroll>
    </div>
  );
}

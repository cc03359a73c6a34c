import { formatCount } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Facts } from '../parts/facts.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import type { Match, Verified } from '../verification/messages.ts';
import { forgetSources } from './kept-sources.ts';

/** Files and filled-in values shown of a contract, and characters of a file, at most. */
const [mostFiles, mostValues, mostCharacters] = [200, 20, 100_000];

const VERDICTS: Readonly<Record<Match, string>> = {
  exact:
    'Exact match: these sources give this code to the last byte, the hash of the sources that the compiler put behind it included.',
  metadata:
    'Match but for metadata: these sources give this code, but the hash behind it is of other files: names, comments, paths or settings that change no code may differ.',
  unhashed:
    'Match: these sources give this code. It holds no hash of its sources, so names and comments may be other ones.',
};

/** Sources that were found to be those of a contract. */
export function SourcesPanel({
  address,
  verified,
  hasAbi,
}: {
  address: string;
  verified: Verified;
  hasAbi: boolean;
}) {
  const { match, name, file, compiler, settings, sources, immutables, libraries } = verified;
  return (
    <Panel
      title="Sources"
      aside={
        <button type="button" onClick={() => forgetSources(address)}>
          Forget
        </button>
      }
    >
      <Notice kind={match === 'exact' ? 'good' : 'plain'}>{VERDICTS[match]}</Notice>
      {!hasAbi && <Notice kind="plain">Its interface has what this page does not show as forms.</Notice>}
      <Facts
        facts={[
          ['Contract', `${line(name)} in ${line(file)}`],
          ['Compiler', `solc ${line(compiler)}, in this browser`],
          ['Set when deployed', listOf(immutables.map((value) => `0x${line(value)}`))],
          ['Libraries', listOf(libraries.map((each) => `${line(each.name)} 0x${line(each.address)}`))],
        ]}
      />
      {sources.slice(0, mostFiles).map(([path, content]) => (
        <details key={path} class="function">
          <summary>
            <code>{line(path)}</code>
          </summary>
          <CodeBlock title={line(path)} text={content} most={mostCharacters} />
        </details>
      ))}
      {sources.length > mostFiles && (
        <p class="quiet">{formatCount(sources.length - mostFiles)} more files are not shown.</p>
      )}
      <details class="function">
        <summary>Settings of the compiler</summary>
        <CodeBlock title="settings" text={settings} />
      </details>
      <p class="quiet">
        Found by this browser, and kept in it alone. What its constructor did when it was deployed is not
        compared.
      </p>
    </Panel>
  );
}

const line = (text: string) => shortenText(showText(text), 200);

const listOf = (list: readonly string[]) => (list.length > 0 ? <Lines list={list} /> : undefined);

/** Values, one below the other. */
function Lines({ list }: { list: readonly string[] }) {
  return (
    <>
      {list.slice(0, mostValues).map((text, index) => (
        <div key={index}>
          <code>{text}</code>
        </div>
      ))}
      {list.length > mostValues && <div>{formatCount(list.length - mostValues)} more</div>}
    </>
  );
}

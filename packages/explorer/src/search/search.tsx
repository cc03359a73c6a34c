import { useState } from 'preact/hooks';
import { shortenText, showText } from '../format/shorten.ts';
import { useNode } from '../node/use-node.ts';
import { findPlace } from './find-place.ts';

/** Leads to whatever the chain has under a number, a hash, an address or a name. */
export function Search() {
  const { client } = useNode();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState<string>();
  const search = async (event: Event) => {
    event.preventDefault();
    const place = await findPlace(client, text);
    setMissing(place === undefined ? text : undefined);
    if (place === undefined) return;
    setText('');
    location.hash = place;
  };
  return (
    <search class="search">
      <form onSubmit={search}>
        <label class="unseen" for="search">
          Block, hash, address or model
        </label>
        <input
          id="search"
          type="search"
          placeholder="Block, hash, address or model"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setMissing(undefined);
          }}
        />
        <p class="search-missing" role="status">
          {missing !== undefined && `Nothing is called “${shortenText(showText(missing), 60)}”.`}
        </p>
      </form>
    </search>
  );
}

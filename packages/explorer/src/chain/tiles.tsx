import type { ComponentChildren } from 'preact';

export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: ComponentChildren;
}

/** A few numbers that are seen at once. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

import { useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import type { Table } from './parse-table.ts';

/** A file of rows, one of which is taken at a time. */
export function TableInput({ onRow }: { onRow: (text: string) => void }) {
  const [table, setTable] = useState<Table>();
  const [row, setRow] = useState(0);
  const [error, setError] = useState<string>();
  const choose = (from: Table, index: number) => {
    const next = Math.max(0, Math.min(from.rows.length - 1, index));
    setRow(next);
    onRow(from.rows[next]!);
  };
  const take = async (text: string) => {
    // Most who play hand in no file.
    const { parseTable } = await import('./parse-table.ts');
    const parsed = parseTable(text);
    setError('error' in parsed ? parsed.error : undefined);
    if ('error' in parsed) return setTable(undefined);
    setTable(parsed);
    choose(parsed, 0);
  };
  return (
    <div class="table-input">
      <label for="table">or a file of rows (CSV)</label>
      <input
        id="table"
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        onChange={({ currentTarget: { files } }) => {
          files?.[0]
            ?.text()
            .then(take)
            .catch(() => setError('The file could not be read.'));
        }}
      />
      {error !== undefined && (
        <p class="wrong" role="alert">
          {error}
        </p>
      )}
      {table && (
        <>
          <div class="options">
            <label>
              Row
              <input
                type="number"
                min={1}
                max={table.rows.length}
                value={row + 1}
                onInput={({ currentTarget: { value } }) => value !== '' && choose(table, Number(value) - 1)}
              />
              of {formatCount(table.rows.length)}
            </label>
            <button type="button" disabled={row === 0} onClick={() => choose(table, row - 1)}>
              Before
            </button>
            <button
              type="button"
              disabled={row === table.rows.length - 1}
              onClick={() => choose(table, row + 1)}
            >
              Next
            </button>
          </div>
          {table.header !== undefined && (
            <p class="quiet">Its columns: {shortenText(showText(table.header), 300)}</p>
          )}
        </>
      )}
    </div>
  );
}

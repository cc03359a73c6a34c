import { useState } from 'preact/hooks';
import { errorText } from '../node/error-text.ts';
import type { Grid } from './draw-stroke.ts';
import { readImage } from './read-image.ts';

/** A picture of the reader's instead of a drawing: a file that is chosen, or dropped here. */
export function ImageFile({
  height,
  width,
  onRead,
}: {
  height: number;
  width: number;
  onRead: (grid: Grid) => void;
}) {
  const [error, setError] = useState<string>();
  const take = (file: Blob | null | undefined) => {
    if (!file) return;
    readImage(file, height, width).then(
      (grid) => {
        setError(undefined);
        onRead(grid);
      },
      (trouble: unknown) => setError(errorText(trouble)),
    );
  };
  return (
    <fieldset
      class="table-input"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      }}
    >
      <label for="image">or a picture: choose a file, or drop it here</label>
      <input
        id="image"
        type="file"
        accept="image/*"
        onChange={({ currentTarget: { files } }) => take(files?.[0])}
      />
      {error !== undefined && (
        <p class="wrong" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

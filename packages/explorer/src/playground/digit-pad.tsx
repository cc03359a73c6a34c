import { useEffect, useRef, useState } from 'preact/hooks';
import { drawStroke, emptyGrid, type Grid, type Point } from './draw-stroke.ts';

/** Pixels of one cell on the canvas. */
const cellPixels = (width: number) => Math.max(4, Math.floor(336 / width));

/** Something to draw on: with a pen, a finger or a mouse, or with the arrow keys, where the space bar puts the pen down. */
export function DigitPad({ grid, onDraw }: { grid: Grid; onDraw: (grid: Grid) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Point | undefined>(undefined);
  const [pen, setPen] = useState<{ x: number; y: number; isDown: boolean } | undefined>();
  const { height, width, ink } = grid;
  const size = cellPixels(width);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = '#0d1117';
    context.fillRect(0, 0, width * size, height * size);
    ink.forEach((value, cell) => {
      if (value === 0) return;
      const level = Math.round(13 + value * 242);
      context.fillStyle = `rgb(${level}, ${level}, ${level})`;
      context.fillRect((cell % width) * size, Math.floor(cell / width) * size, size, size);
    });
    if (!pen) return;
    context.strokeStyle = pen.isDown ? '#ffb454' : '#7aa2f7';
    context.lineWidth = 2;
    context.strokeRect(pen.x * size + 1, pen.y * size + 1, size - 2, size - 2);
  }, [height, width, ink, pen, size]);

  const pointOf = (event: PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
    };
  };
  const begin = (event: PointerEvent) => {
    canvas.current?.setPointerCapture(event.pointerId);
    last.current = pointOf(event);
    setPen(undefined);
    onDraw(drawStroke(grid, last.current, last.current));
  };
  const goOn = (event: PointerEvent) => {
    if (!last.current) return;
    const here = pointOf(event);
    onDraw(drawStroke(grid, last.current, here));
    last.current = here;
  };
  const end = () => {
    last.current = undefined;
  };
  const steer = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const at = pen ?? { x: Math.floor(width / 2), y: Math.floor(height / 2), isDown: false };
    const move = moves[event.key];
    if (!move && event.key !== ' ') return;
    event.preventDefault();
    const next = move
      ? {
          x: Math.max(0, Math.min(width - 1, at.x + move[0])),
          y: Math.max(0, Math.min(height - 1, at.y + move[1])),
          isDown: at.isDown,
        }
      : { ...at, isDown: !at.isDown };
    setPen(next);
    const middle = ({ x, y }: { x: number; y: number }): Point => ({ x: x + 0.5, y: y + 0.5 });
    if (next.isDown) onDraw(drawStroke(grid, middle(at), middle(next)));
  };
  return (
    <div class="pad">
      <canvas
        ref={canvas}
        width={width * size}
        height={height * size}
        tabIndex={0}
        role="img"
        aria-label={`Drawing of ${height} by ${width} cells. Arrow keys move the pen, the space bar puts it down or lifts it.`}
        onPointerDown={begin}
        onPointerMove={goOn}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={steer}
      />
      <div class="pad-foot">
        <button type="button" onClick={() => onDraw(emptyGrid(height, width))}>
          Clear
        </button>
        <span class="quiet">
          {height} × {width}
        </span>
      </div>
    </div>
  );
}

import { type GetModelReturnType, getModel } from '@evm-ml/evm/viem';
import { realToFixed } from '@evm-ml/quantized-runtime';
import { useMemo, useState } from 'preact/hooks';
import { formatReal, formatShape } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { type LoadedModel, useModel } from '../node/use-model.ts';
import { useNode } from '../node/use-node.ts';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Wait } from '../parts/wait.tsx';
import { linkTo } from '../route.ts';
import { ContractView } from './contract-view.tsx';
import { DigitPad } from './digit-pad.tsx';
import { centre, emptyGrid } from './draw-stroke.ts';
import { exampleOf } from './example-of.ts';
import { ImageFile } from './image-file.tsx';
import { type ImageShape, imageShapeOf } from './image-shape.ts';
import { OutputBars } from './output-bars.tsx';
import { OutputText } from './output-text.tsx';
import { parseNumbers } from './parse-numbers.ts';
import { RowInput } from './row-input.tsx';
import { SentenceInput } from './sentence-input.tsx';
import { TableInput } from './table-input.tsx';
import { useBothAnswers } from './use-both-answers.ts';
import { Verdict } from './verdict.tsx';

/** A model to play with. */
export function PlaygroundPlace({ reference }: { reference: string }) {
  const { client } = useNode();
  const described = useAnswer(() => getModel(client, { model: reference }), reference, [client]);
  const { loaded, error } = useModel(client, described.value?.modelId);
  return (
    <>
      <h1 class="name">
        Playground <a href={linkTo.model(reference)}>{shortenText(showText(reference), 100)}</a>
      </h1>
      <Wait answer={described}>
        {(description) =>
          loaded ? (
            <Play key={description.modelId} reference={reference} description={description} loaded={loaded} />
          ) : error !== undefined ? (
            <Notice kind="bad">{error}</Notice>
          ) : (
            <p class="quiet" role="status">
              Reading the model from the chain…
            </p>
          )
        }
      </Wait>
    </>
  );
}

interface PlayProps {
  readonly reference: string;
  readonly description: GetModelReturnType;
  readonly loaded: LoadedModel;
}

function Play({ reference, description, loaded: { here, summary } }: PlayProps) {
  const { client, url } = useNode();
  const image = imageShapeOf(summary);
  const [given, setGiven] = useState<readonly number[] | string>();
  const input = useMemo(() => (typeof given === 'string' ? given : given?.map(realToFixed)), [given]);
  const asked = { model: reference, wantsText: summary.givesText };
  const answers = useBothAnswers(client, asked, here, input);
  const shown = answers.here?.value?.output ?? answers.chain?.value?.output;
  return (
    <div class="play">
      <Panel
        title="Input"
        aside={
          <span class="quiet">
            {summary.inputs
              .map(({ name, shape }) =>
                summary.textBytes > 0
                  ? `${showText(name)}, a text`
                  : `${showText(name)} ${formatShape(shape)}`,
              )
              .join(', ')}
          </span>
        }
      >
        {image ? (
          <ImageInput image={image} onNumbers={setGiven} />
        ) : summary.textBytes > 0 ? (
          <TextInput most={summary.textBytes} onText={setGiven} />
        ) : (
          <TypedInput summary={summary} count={Number(description.inputLength)} onNumbers={setGiven} />
        )}
      </Panel>
      <Panel title="Answer">
        {input !== undefined ? (
          <>
            {shown instanceof Uint8Array ? (
              <OutputText output={shown} />
            ) : (
              shown && <OutputBars output={shown} />
            )}
            <Verdict answers={answers} gas={description.gas} />
            {answers.chain?.value && (
              <ContractView
                question={{ ...asked, input: answers.chain.input }}
                answer={answers.chain.value}
                url={url}
              />
            )}
          </>
        ) : (
          <p class="quiet">
            {image
              ? 'Draw something: the answer follows the pen.'
              : summary.textBytes > 0
                ? 'Type something: the answer follows the keys.'
                : 'Type a row of numbers, or take an example.'}
          </p>
        )}
      </Panel>
    </div>
  );
}

function ImageInput({
  image,
  onNumbers,
}: {
  image: ImageShape;
  onNumbers: (numbers: number[] | undefined) => void;
}) {
  const { height, width } = image;
  const [grid, setGrid] = useState(() => emptyGrid(height, width));
  const [isCentred, setCentred] = useState(true);
  const [ink, setInk] = useState(image.ink);
  const tell = (drawn: typeof grid, centred: boolean, full: number) => {
    const given = centred ? centre(drawn) : drawn;
    const isEmpty = drawn.ink.every((value) => value === 0);
    onNumbers(isEmpty ? undefined : Array.from(given.ink, (value) => value * full));
  };
  return (
    <>
      <ImageFile
        height={height}
        width={width}
        onRead={(read) => {
          setGrid(read);
          tell(read, isCentred, ink);
        }}
      >
        <DigitPad
          grid={grid}
          onDraw={(drawn) => {
            setGrid(drawn);
            tell(drawn, isCentred, ink);
          }}
        />
      </ImageFile>
      <div class="options">
        <label>
          <input
            type="checkbox"
            checked={isCentred}
            onChange={({ currentTarget: { checked } }) => {
              setCentred(checked);
              tell(grid, checked, ink);
            }}
          />
          Move to the middle
        </label>
        <label>
          Full ink is
          <select
            value={ink}
            onChange={({ currentTarget: { value } }) => {
              setInk(Number(value));
              tell(grid, isCentred, Number(value));
            }}
          >
            {[1, 16, 255].map((level) => (
              <option key={level} value={level}>
                {level}
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
}

function TextInput({ most, onText }: { most: number; onText: (text: string | undefined) => void }) {
  const [text, setText] = useState('');
  const change = (next: string) => {
    setText(next);
    onText(next === '' || new TextEncoder().encode(next).length > most ? undefined : next);
  };
  return <SentenceInput text={text} most={most} onText={change} />;
}

function TypedInput({
  summary,
  count,
  onNumbers,
}: {
  summary: LoadedModel['summary'];
  count: number;
  onNumbers: (numbers: readonly number[] | undefined) => void;
}) {
  const [text, setText] = useState('');
  const parsed = parseNumbers(text);
  const change = (next: string) => {
    setText(next);
    const read = parseNumbers(next);
    onNumbers('numbers' in read && read.numbers.length === count ? read.numbers : undefined);
  };
  return (
    <>
      <RowInput
        text={text}
        count={count}
        given={'numbers' in parsed ? parsed.numbers.length : undefined}
        error={'error' in parsed ? parsed.error : undefined}
        onText={change}
      />
      <TableInput onRow={change} />
      <div class="options">
        <button
          type="button"
          onClick={() =>
            change(
              exampleOf(summary)
                .map((number) => formatReal(number, 4).replaceAll(',', ''))
                .join(', '),
            )
          }
        >
          Take an example
        </button>
        <button type="button" onClick={() => change('')}>
          Clear
        </button>
      </div>
    </>
  );
}

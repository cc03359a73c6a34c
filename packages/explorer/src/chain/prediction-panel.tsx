import type { TracedPrediction } from '@evm-ml/evm/viem';
import type { Hex } from 'viem';
import { decodePrediction } from '../decode/decode-prediction.ts';
import { formatCount, formatShape } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { Facts } from '../parts/facts.tsx';
import { GasSplitBars } from '../parts/gas-split.tsx';
import { Hash } from '../parts/hex.tsx';
import { NumberList } from '../parts/number-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { linkTo } from '../route.ts';

/** A call of PREDICT in a transaction: which model, what went in and came out, where the gas went. */
export function PredictionPanel({
  prediction,
  frame,
}: {
  prediction: TracedPrediction;
  frame: { readonly input: string; readonly output?: string | undefined } | undefined;
}) {
  const {
    reference,
    modelId,
    version,
    entry,
    door,
    batch,
    steps,
    inputShapes,
    outputShapes,
    outcome,
    error,
    gas,
  } = prediction;
  const values = frame && decodePrediction(frame.input as Hex, frame.output as Hex | undefined);
  return (
    <Panel
      title="Prediction"
      aside={<span class={`tag ${outcome === 'returned' ? 'good' : 'bad'}`}>{outcome}</span>}
    >
      <Facts
        facts={[
          [
            'Model',
            <span key="model">
              <a href={linkTo.model(reference.slice(0, 300))}>{shortenText(showText(reference), 80)}</a>
              {version !== undefined && version > 0 && <span class="tag">version {version}</span>}
            </span>,
          ],
          ['Id', modelId === undefined ? undefined : <Hash key="id" text={modelId} what="model id" />],
          ['Asked by', `${showText(entry)}, through the ${door}`],
          [
            'Examples',
            `${batch}: ${inputShapes.map(formatShape).join(', ')} in, ${outputShapes.map(formatShape).join(', ')} out`,
          ],
          ['Steps', steps.length === 0 ? undefined : steps.map(formatCount).join(', ')],
          ['Error', error === undefined ? undefined : shortenText(showText(error), 200)],
          ['Input', values && <Values key="input" values={values.input} />],
          ['Output', values?.output !== undefined && <Values key="output" values={values.output} />],
          ['Largest output', values?.best],
        ]}
      />
      <GasSplitBars gas={gas} />
    </Panel>
  );
}

/** Numbers, or the beginning of a text. */
function Values({ values }: { values: readonly number[] | string }) {
  if (typeof values !== 'string') return <NumberList numbers={values} />;
  return <q>{shortenText(showText(values), 1_000)}</q>;
}

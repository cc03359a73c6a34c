import { CodeBlock } from '../parts/code-block.tsx';
import type { ChainAnswer, Question } from './ask-chain.ts';
import { castLine, soliditySnippet } from './snippets.ts';

/** What a contract would see, and how to ask from elsewhere. */
export function ContractView({
  question,
  answer,
  url,
}: {
  question: Question;
  answer: ChainAnswer;
  url: string;
}) {
  return (
    <details>
      <summary>What a contract sees</summary>
      <CodeBlock title="Calldata" text={answer.calldata} />
      <CodeBlock title="Return data" text={answer.returnData} />
      <CodeBlock title="Solidity" text={soliditySnippet(question)} />
      <CodeBlock title="cast" text={castLine(question, url)} />
    </details>
  );
}

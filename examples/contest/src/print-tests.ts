// Which groups of the story's data no network may learn from, for tools/keras/contest/train.py.
import { CONTESTS, foretoldTests } from './contests.ts';

process.stdout.write(
  `${JSON.stringify(Object.fromEntries(CONTESTS.map((contest) => [contest.name, foretoldTests(contest)])))}\n`,
);

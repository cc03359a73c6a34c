import type { z } from 'zod';

/** What a schema expects, where it does not say so itself. */
const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** What a size is a number of; a number is one of nothing. */
const units: Readonly<Record<string, string>> = { array: 'item', string: 'character' };

/** Says what is wrong with a parameter, and what it should be. */
export const sentenceOf: z.core.$ZodErrorMap = (issue) => {
  const unit = issue.path?.length ? undefined : 'parameter';
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${nouns[issue.expected] ?? issue.expected}${issue.input === undefined ? ', found nothing' : ''}`;
    case 'unrecognized_keys':
      return `there is no field ${issue.keys.join(', ')}: leave it out`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected at least ${counted(issue.minimum, unit ?? units[issue.origin])}`;
    case 'too_big':
      if (unit && issue.maximum === 0) return 'expected no parameters';
      return `expected at most ${counted(issue.maximum, unit ?? units[issue.origin])}`;
    default:
      return undefined;
  }
};

const counted = (count: number | bigint, unit: string | undefined): string =>
  unit === undefined ? `${count}` : `${count} ${unit}${count === 1 ? '' : 's'}`;
